import { attempt, parseJson } from '../safety/attempt.js'
import { causeOf } from '../safety/cause.js'
import { type Conceal, excerptHidden, showHidden } from '../safety/secrets.js'
import { HttpError, isCekuraError, NetworkError } from '../model/errors.js'
import { ownOf } from '../model/record.js'
import { isRefused, isUnsent } from '../model/unprocessed.js'
import { headerOf, retryAfterOf } from './retry-after.js'
import { excerpt, type Topic, wordsOf } from '../safety/text.js'
import type { HttpReply } from './transport.js'

/** Parts of a request for its errors. Without the headers, because they hold secrets. */
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

/** Returns the error of a reply outside 2xx. */
export const toHttpError = (
  { topic, url }: Sent,
  auth: Auth,
  conceal: Conceal,
  { status, headers, body }: HttpReply,
): HttpError => {
  // The error format of Django REST, otherwise the whole body.
  const reason = read(parseJson(body), 'detail')
  const detail = excerptHidden(conceal, typeof reason === 'string' ? reason : body)
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
  if (what === 'start' && status >= 500 && !isRefused(status, retryAfter)) return mayHaveStarted
  if (retryAfter) return `try again in ${Math.ceil(retryAfter / 1000)} s`
  return status === 429 && what === 'progress' ? 'poll less often' : 'try again later'
}

/** A start is not retried after these failures. Another one could cost twice. */
const mayHaveStarted = 'the job may have started: check in Cekura before you start another'

const isLater = (status: number): boolean => status === 408 || status === 425 || status === 429

/** Returns the origin of the page. Undefined without a page. */
const origin = (): string | undefined =>
  attempt(() => (globalThis as Partial<typeof globalThis>).location?.origin)

const pathOf = (url: string): string => url.replace(/^\w+:\/\/[^/]*/, '')

/** Returns a URL without its user, query and fragment. */
const withoutSecrets = (url: string): string => url.replace(/\/\/[^/]*@/, '//').replace(/[?#].*$/s, '')

/** Returns the error of a failed transport, with the subject of the request in its message. */
export const toNetworkError = (sent: Sent, conceal: Conceal, error: unknown): NetworkError => {
  const code = [read(error, 'code'), read(read(error, 'cause'), 'code')].find(isText)
  const known = code && conceal(code)
  const reason = reasonOf(conceal, error)
  // The message of a system error has its code already.
  const shown = known === undefined || reason.includes(known) ? reason : `${reason} [${known}]`
  // The error of another client has its own reason and advice.
  const problem = isCekuraError(error)
    ? excerptHidden(conceal, String(read(error, 'message')), 500)
    : `${excerptHidden(conceal, shown)}; ${networkAdvice(sent, code)}`
  return new NetworkError(`${wordsOf(sent.topic)}: no answer: ${problem}`, causeOf(conceal, error), known)
}

/** The native fetch has the reason in `cause`. node-fetch writes the URL before it. */
const reasonOf = (conceal: Conceal, error: unknown): string => {
  const words = [read(error, 'message'), read(read(error, 'cause'), 'message')].filter(isText).join(': ')
  return (
    words.replace(/^request .*, reason: /, '') ||
    [read(error, 'name')].find(isText) ||
    showHidden(conceal, error)
  )
}

/** Browsers report no code, and a request that CORS blocks looks like a network failure. */
const networkAdvice = ({ url, topic }: Sent, code: string | undefined): string => {
  const isForeign = code === undefined && origin() !== undefined && !url.startsWith(`${origin()}/`)
  if (isForeign) return 'if it is CORS, use your own backend'
  return topic.what === 'start' && !isUnsent(code) ? mayHaveStarted : 'check network and baseUrl'
}

/** Reads a property of any value. Returns undefined if a getter throws, or if only a polluted `Object.prototype` has it. */
const read = (u: unknown, name: string): unknown => attempt(() => ownOf(u as Record<string, unknown>, name))

const isText = (u: unknown): u is string => typeof u === 'string' && u !== ''
