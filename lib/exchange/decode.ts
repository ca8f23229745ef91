import type * as t from 'io-ts'
import { parseJson } from '../safety/attempt.js'
import { ConfigError, DecodeError } from '../model/errors.js'
import { TOO_LONG } from './body.js'
import type { ApiReply } from './exchange.js'
import { isRecord } from '../model/record.js'
import { showHidden } from '../safety/secrets.js'
import { excerpt, fault, show, wordsOf } from '../safety/text.js'

/**
 * Returns a function that decodes the body of a 2xx response as JSON, then with a job's decoder. It throws a `DecodeError`
 * with the path, the expected type and the received value of each fault. Every decoder must reject a string, because a
 * body that is not JSON is decoded as a string. So is the reason for an unreadable body.
 */
export const decode =
  <A>(validate: (u: unknown) => t.Validation<A>) =>
  ({ topic, body, unreadable, conceal }: ApiReply): A => {
    const answer = unreadable ?? parseJson(body)
    const decoded = validate(answer)
    if (decoded._tag === 'Right') return decoded.right
    const { errors, report } = explain(decoded.left, 'body', (value) => showHidden(conceal, value))
    const isHtml = /^\s*<[!a-z]/i.test(body)
    const problem = isHtml
      ? `HTML came instead of JSON: ${showHidden(conceal, body)}; try again later or check baseUrl`
      : `the response format is unexpected: ${excerpt(report.join('; '))}; ${advice(answer)}`
    throw new DecodeError(`${wordsOf(topic)}: ${problem}`, report, errors, isHtml)
  }

const advice = (answer: unknown): string => {
  if (isRecord(answer)) return "update rx-cekura or the job's definition"
  // Not String(answer), because a deeply nested array would overflow the stack.
  return typeof answer === 'string' && answer.startsWith(TOO_LONG)
    ? 'raise maxBodyBytes'
    : 'is baseUrl the Cekura API?'
}

/** Returns a decoded argument. Otherwise throws a `ConfigError` with the argument and its faults. */
export const required = <A>(
  option: string,
  where: string,
  decoded: t.Validation<A>,
  shown: (value: unknown) => string = show,
): A => {
  if (decoded._tag === 'Right') return decoded.right
  const { report } = explain(decoded.left, 'argument', shown)
  throw new ConfigError(`${where}: ${excerpt(report.join('; '))}`, option)
}

/** Number of faults that an error holds. A list may have one per item, and showing each takes time. */
const MAX_FAULTS = 100

/**
 * Returns the first errors of io-ts with each value as text, and one line per error: path, expected type, received value.
 * `whole` is the path of the decoded value itself.
 */
const explain = (
  found: t.Errors,
  whole: string,
  shown: (value: unknown) => string,
): Pick<DecodeError, 'errors' | 'report'> => {
  const errors = found.slice(0, MAX_FAULTS).map(({ value, context }) => ({
    value: shown(value),
    context: context.map(({ key, type }) => ({ key, type })),
  }))
  const report = errors.map(({ value, context }) =>
    fault(pathOf(context, whole), context.at(-1)!.type.name, value),
  )
  return { errors, report }
}

/** Returns the path of a fault. It is `whole` for the decoded value itself. */
export const pathOf = (context: readonly { readonly key: string }[], whole: string): string =>
  context
    .map(({ key }) => key)
    .filter(Boolean)
    .join('.') || whole
