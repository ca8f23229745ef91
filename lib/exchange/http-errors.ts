import { attempt, parseJson } from '../safety/attempt.js'
import { causeOf } from '../safety/cause.js'
import { type Conceal, showHidden } from '../safety/secrets.js'
import { HttpError, NetworkError } from '../model/errors.js'
import { headerOf, retryAfterOf } from './retry-after.js'
import { excerpt, type Topic, wordsOf } from '../safety/text.js'
import type { HttpReply } from './transport.js'

/** A request as its errors need it. Not its headers, because they hold secrets. */
export interface Sent {
  readonly topic: Topic
  readonly url: string
}

/** Option that authenticates a request. */
export type Auth = 'apiKey' | 'headers' | undefined

/** Returns the option that authenticates a request with these headers. */
export const authOf = (headers: object): Auth => {
  if ('x-cekura-api-key' in headers) return 'apiKey'
  return 'authorization' in headers ? 'headers' : undefined
}

/** An answer outside 2xx as an error. */
export const toHttpError = (
  { topic, url }: Sent,
  auth: Auth,
  conceal: Conceal,
  { status, headers, body }: HttpReply,
): HttpError => {
  // Django REST's `{"detail": …}`, or all of what was sent.
  const { detail: said } = Object(parseJson(body)) as { detail?: unknown }
  const detail = excerpt(conceal(typeof said === 'string' ? said : body))
  const retryAfter = retryAfterOf(headers)
  const location = status < 400 && headerOf(headers, 'location')
  const place = status === 404 ? `from ${pathOf(url)}` : location ? `to ${location}` : ''
  const facts = [
    `${wordsOf(topic)}: HTTP ${status}`,
    detail && `(${detail})`,
    excerpt(withoutSecrets(conceal(place))),
  ]
  return new HttpError(
    `${facts.filter(isText).join(' ')}; ${advice(topic, status, auth, retryAfter)}`,
    status,
    detail,
    retryAfter,
  )
}

const advice = (
  { what, progressId }: Topic,
  status: number,
  auth: Auth,
  retryAfter: number | undefined,
): string => {
  const subject = progressId === undefined ? 'the request' : 'the id'
  if (status < 400) return 'set baseUrl to where this redirects'
  if (status === 401 || status === 403) {
    if (auth) return `check ${auth}`
    return `no apiKey was sent${origin() === undefined ? '' : ': your backend must add it'}`
  }
  if (status === 404) return `check ${subject} and baseUrl`
  if (status < 500 && !isLater(status)) return `check ${subject}`
  if (retryAfter) return `try again in ${Math.ceil(retryAfter / 1000)} s`
  return status === 429 && what === 'progress' ? 'poll less often' : 'try again later'
}

const isLater = (status: number): boolean => status === 408 || status === 425 || status === 429

/** Origin of the page, in a page. */
const origin = (): string | undefined =>
  attempt(() => (globalThis as Partial<typeof globalThis>).location?.origin)

const pathOf = (url: string): string => url.replace(/^\w+:\/\/[^/]*/, '')

/** A URL without its user, query and fragment. */
const withoutSecrets = (url: string): string => url.replace(/\/\/[^/]*@/, '//').replace(/[?#].*$/s, '')

/** What a transport errored with, as an error that says what was asked. */
export const toNetworkError = ({ topic, url }: Sent, conceal: Conceal, error: unknown): NetworkError => {
  // The native fetch keeps the reason and its code in `cause`; node-fetch puts the URL before it.
  const cause = read(error, 'cause')
  const code = [read(error, 'code'), read(cause, 'code')].find(isText)
  const words = [read(error, 'message'), read(cause, 'message')].filter(isText).join(': ')
  const reason =
    words.replace(/^request .*, reason: /, '') ||
    [read(error, 'name')].find(isText) ||
    showHidden(conceal, error)
  const known = code === undefined ? undefined : conceal(code)
  // A browser gives no code. What it blocks looks like a failure of the network.
  const isForeign = code === undefined && origin() !== undefined && !url.startsWith(`${origin()}/`)
  return new NetworkError(
    `${wordsOf(topic)}: no answer: ${excerpt(conceal(known ? `${reason} [${known}]` : reason))}; ${isForeign ? 'if it is CORS, use your own backend' : 'check network and baseUrl'}`,
    causeOf(conceal, error),
    known,
  )
}

/** Reads a property of anything. A caller's object may throw. */
const read = (u: unknown, name: string): unknown => attempt(() => (u as Record<string, unknown>)[name])

const isText = (u: unknown): u is string => typeof u === 'string' && u !== ''
