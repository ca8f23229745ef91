import { readFileSync } from 'node:fs'
import test from 'ava'
import fc from 'fast-check'
import { first, forkJoin, lastValueFrom, materialize, type ObservableNotification, take } from 'rxjs'
import { createClient, isCekuraError, type Progress, ProgressCodec } from '../../lib/index.js'

/*
 * A hundred thousand bodies, random ones and changed valid ones, in chunks cut anywhere. Each passes the whole path
 * of a real one: fetch, stream, UTF-8, JSON, codec.
 */

const bodies = 100_000
Error.stackTraceLimit = 0 // stack traces take longer than the tests
const batch = 1000

const good = [
  '{"status":"queued"}',
  '{"status":"processing","error":null}',
  '{"status":"completed","clean_description":"Grüße, 你好 👩‍👧","thinking":"\\u001b[31m\\ud800"}',
  '{"status":"failed","error":"no such agent"}',
  '{"status":"failed","error":null}',
  '{"__proto__":{"status":"queued"},"status":"completed","clean_description":[[[{}]]],"thinking":1e999}',
].map((text) => Buffer.from(text))

const words = [
  'status',
  'queued',
  'completed',
  'failed',
  'null',
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\\u',
  '\0',
  '\ufeff',
]

/** A good body of which a part is cut out and something else put in its place. */
const mutated = fc
  .record({
    body: fc.constantFrom(...good),
    from: fc.nat(80),
    length: fc.nat(20),
    other: fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc.constantFrom(...words, ...words.map((word) => word.repeat(50))).map((word) => Buffer.from(word)),
    ),
  })
  .map(({ body, from, length, other }) =>
    Buffer.concat([body.subarray(0, from), other, body.subarray(from + length)]),
  )

const statuses = ['queued', 'processing', 'completed', 'failed']
const status = fc.oneof(fc.constantFrom(...statuses), fc.string(), fc.constantFrom(null, 0, [], {}))
const text = fc.string({ unit: 'binary', maxLength: 400 })
const field = fc.oneof(text, text, fc.constantFrom(null, 0, true, [], { a: 1 }))
const shaped = fc
  .record({ status, clean_description: field, thinking: field, error: field }, { requiredKeys: [] })
  .map((value) => Buffer.from(JSON.stringify(value)))

const body: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: mutated },
  { weight: 2, arbitrary: shaped },
  { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 2000 }).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2000 }) },
)

/**
 * A response in two chunks. It has only the used part of a stream, because a real one would take most of the time.
 */
const response = (bytes: Uint8Array, cut: number) => {
  const parts = [bytes.subarray(0, cut), bytes.subarray(cut)]
  const read = async () => Promise.resolve({ done: parts.length === 0, value: parts.shift() })
  return {
    status: 200,
    headers: new Headers(),
    body: { getReader: () => ({ read }) },
    text: () => Promise.reject(new Error('the body is a stream')),
  }
}

/** Resolves to the first notification of each job: a value or an error. Leaves a job that is not done. */
const outcomes = (given: readonly (readonly [Uint8Array, number])[]) => {
  const { progress$ } = createClient({
    apiKey: 'key-of-the-fuzz',
    fetch: (url) => {
      const id = new URL(url).searchParams.get('progress_id')!
      return Promise.resolve(response(...given[Number(id)]!))
    },
    maxBodyBytes: 1500,
    // HTML is transient, and its backoff would take too long.
    retry: false,
  })
  return lastValueFrom(
    forkJoin(given.map((_, id) => progress$(String(id)).pipe(take(1), materialize(), first()))),
  )
}

const isExpected = (outcome: ObservableNotification<Progress>): boolean => {
  if (outcome.kind === 'N') return ProgressCodec.is(outcome.value)
  if (outcome.kind === 'C' || !isCekuraError(outcome.error)) return false
  const { _tag, message } = outcome.error
  return (
    (_tag === 'JobFailed' || _tag === 'Decode') &&
    message.length < 600 &&
    !/[\p{Cc}\u2028\u2029]/u.test(message)
  )
}

test(`${bodies} bodies: only a Progress, a JobFailedError or a DecodeError`, async (t) => {
  const seen: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(body, fc.nat(99)), { minLength: batch, maxLength: batch }),
      async (given) => {
        const all = await outcomes(given)
        for (const outcome of all) {
          const kind = outcome.kind === 'N' ? outcome.value.status : (outcome.error as Error).name
          seen[kind] = (seen[kind] ?? 0) + 1
        }
        return all.every(isExpected)
      },
    ),
    { numRuns: bodies / batch },
  )
  t.log(seen)
  for (const kind of ['queued', 'processing', 'completed', 'JobFailedError', 'DecodeError'])
    t.true(seen[kind]! > bodies / 200, `${kind}: ${seen[kind]}`)
})

test('the page has the number of bodies', (t) => {
  const page = readFileSync('spec/promises/README.md', 'utf8')
  t.true(page.includes(`: ${bodies.toLocaleString('en')} random bodies |`))
})
