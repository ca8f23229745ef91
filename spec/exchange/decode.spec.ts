import test from 'ava'
import { decode } from '../../lib/exchange/decode.js'
import { generateMetrics } from '../../lib/jobs/index.js'
import { progressDecoder } from '../../lib/model/answer.js'
import type { DecodeError } from '../../lib/index.js'

/** Counts the characters that are redacted. */
const counting = () => {
  let read = 0
  const conceal = (text: string, length = Infinity): string => {
    read += Math.min(text.length, length)
    return text.slice(0, length)
  }
  return { conceal, total: () => read }
}

const failureOf = (body: string, conceal: (text: string, length?: number) => string): DecodeError => {
  const topic = { what: 'progress', job: 'generate-metrics', progressId: 'a' }
  try {
    decode(progressDecoder(generateMetrics))({
      topic,
      body,
      unreadable: undefined,
      headers: undefined,
      conceal,
    })
  } catch (error) {
    return error as DecodeError
  }
  throw new Error('decoded')
}

test('a list of invalid items is reported by its first hundred faults', (t) => {
  const { conceal, total } = counting()
  const metrics = Array.from({ length: 20_000 }, () => 'x')
  const { report, errors } = failureOf(JSON.stringify({ status: 'completed', metrics }), conceal)
  t.is(report.length, 100)
  t.is(errors.length, 100)
  t.is(report[99], 'metrics.99: expected { name: string, description: string, eval_type: string }, got "x"')
  t.true(total() < 1000)
})

for (const [what, body] of [
  ['HTML', `<html>${'word '.repeat(100_000)}`],
  ['text', 'word '.repeat(100_000)],
  ['a field', JSON.stringify({ status: 'word '.repeat(100_000) })],
] as const)
  test(`no more is redacted than the error shows of ${what}`, (t) => {
    const { conceal, total } = counting()
    t.regex(failureOf(body, conceal).message, /( word)+( wor)?…"/)
    t.true(total() < 1000)
  })
