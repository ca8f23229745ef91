import { attempt, parseJson } from '../safety/attempt.js'
import { causeOf } from '../safety/cause.js'
import { type Conceal, showHidden } from '../safety/secrets.js'
import { HttpError, NetworkError } from '../model/errors.js'
import { retryAfterOf } from './retry-after.js'
import { excerpt, type Topic, wordsOf } from '../safety/text.js'
import type { HttpReply } from './transport.js'

/** An answer outside 2xx as an error. */
export const toHttpError = (
  topic: Topic,
  conceal: Conceal,
  { status, headers, body }: HttpReply,
): HttpError => {
  // Django REST's `{"detail": …}`, or all of what was sent.
  const { detail: said } = Object(parseJson(body)) as { detail?: unknown }
  const detail = excerpt(conceal(typeof said === 'string' ? said : body))
  return new HttpError(
    `${wordsOf(topic)}: HTTP ${status}${detail && ` (${detail})`}; ${advice(status)}`,
    status,
    detail,
    retryAfterOf(headers),
  )
}

const advice = (status: number): string => {
  if (status === 401 || status === 403) return 'check apiKey'
  if (status === 404) return 'check the id and baseUrl'
  if (status < 400) return 'set baseUrl to where this redirects'
  if (status === 429) return 'poll less often'
  return status < 500 ? 'check the request' : 'try again later'
}

/** What a transport errored with, as an error that says what was asked. */
export const toNetworkError = (topic: Topic, conceal: Conceal, error: unknown): NetworkError => {
  // The native fetch keeps the reason and its code in `cause`; node-fetch puts the URL before it.
  const cause = read(error, 'cause')
  const code = [read(error, 'code'), read(cause, 'code')].find(isText)
  const words = [read(error, 'message'), read(cause, 'message')].filter(isText).join(': ')
  const reason =
    words.replace(/^request .*, reason: /, '') ||
    [read(error, 'name')].find(isText) ||
    showHidden(conceal, error)
  const known = code === undefined ? undefined : conceal(code)
  return new NetworkError(
    `${wordsOf(topic)}: no answer: ${excerpt(conceal(known ? `${reason} [${known}]` : reason))}; check network and baseUrl`,
    causeOf(conceal, error),
    known,
  )
}

/** Reads a property of anything. A caller's object may throw. */
const read = (u: unknown, name: string): unknown => attempt(() => (u as Record<string, unknown>)[name])

const isText = (u: unknown): u is string => typeof u === 'string' && u !== ''
