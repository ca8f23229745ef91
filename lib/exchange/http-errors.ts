import { parseJson } from '../safety/attempt.js'
import { causeOf, type Conceal, showHidden } from '../safety/secrets.js'
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
  const { name, message, cause, code = cause?.code } = Object(error) as Failure
  const words = [message, cause?.message].filter(Boolean).join(': ')
  const reason =
    words.replace(/^request .*, reason: /, '') ||
    (typeof name === 'string' ? name : showHidden(conceal, error))
  const known = typeof code === 'string' ? conceal(code) : undefined
  return new NetworkError(
    `${wordsOf(topic)}: no answer: ${excerpt(conceal(known ? `${reason} [${known}]` : reason))}; check network and baseUrl`,
    causeOf(conceal, error),
    known,
  )
}

/** Whatever a transport may error with, as far as it tells anything. */
type Failure = Partial<NodeJS.ErrnoException> & { readonly cause?: Partial<NodeJS.ErrnoException> }
