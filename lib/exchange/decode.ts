import type * as t from 'io-ts'
import { parseJson } from '../safety/attempt.js'
import { addJob, ConfigError, DecodeError } from '../model/errors.js'
import { TOO_LONG } from './body.js'
import type { ApiReply } from './exchange.js'
import { isRecord } from '../model/record.js'
import { showHidden } from '../safety/secrets.js'
import { excerpt, fault, show, wordsOf } from '../safety/text.js'

/**
 * Decodes a 2xx answer's body as JSON, then by a job's decoder. Throws a `DecodeError` whose report names the path of each
 * fault, what was expected and what came. What is not JSON, or is not read, is text and so not the contract.
 */
export const decode =
  <A>(validate: (u: unknown) => t.Validation<A>) =>
  ({ topic, body, unreadable, conceal }: ApiReply): A => {
    const answer = unreadable ?? parseJson(body)
    const decoded = validate(answer)
    if (decoded._tag === 'Right') return decoded.right
    const { errors, report } = explain(decoded.left, (value) => showHidden(conceal, value))
    const isHtml = /^\s*<[!a-z]/i.test(body)
    const problem = isHtml
      ? `HTML came instead of JSON: ${showHidden(conceal, body)}; try again later or check baseUrl`
      : `the response format is unexpected: ${excerpt(report.join('; '))}; ${advice(answer)}`
    throw new DecodeError(`${wordsOf(topic)}: ${problem}`, report, errors, isHtml)
  }

const advice = (answer: unknown): string => {
  if (isRecord(answer)) return "update rx-cekura or the job's definition"
  // Not String(answer), because an array can be nested too deep for it.
  return typeof answer === 'string' && answer.startsWith(TOO_LONG)
    ? 'raise maxBodyBytes'
    : 'is baseUrl the Cekura API?'
}

/** Returns a decoded argument. Otherwise throws a `ConfigError` that names the job, the argument and its faults. */
export const required = <A>(
  job: string,
  option: string,
  where: string,
  decoded: t.Validation<A>,
  shown: (value: unknown) => string = show,
): A => {
  if (decoded._tag === 'Right') return decoded.right
  const { report } = explain(decoded.left, shown)
  throw addJob(new ConfigError(`${where}: ${excerpt(report.join('; '))}`, option), { job })
}

/** What io-ts found, values being shown and not kept, and a line for each: the path, what was expected, what came. */
const explain = (
  found: t.Errors,
  shown: (value: unknown) => string,
): Pick<DecodeError, 'errors' | 'report'> => {
  const errors = found.map(({ value, context }) => ({
    value: shown(value),
    context: context.map(({ key, type }) => ({ key, type })),
  }))
  const report = errors.map(({ value, context }) => {
    const path = context.map(({ key }) => key).filter(Boolean)
    return fault(path.join('.') || 'body', context.at(-1)!.type.name, value)
  })
  return { errors, report }
}
