import { HttpError, isCekuraError, NetworkError } from './errors.js'
import { retryAfter } from './retry.js'
import { type Conceal, excerpt, show } from './text.js'
import type { HttpReply } from './transport.js'

/** An answer outside 2xx as an error. */
export const toHttpError = (
  what: string,
  conceal: Conceal,
  { status, headers, body }: HttpReply,
): HttpError => {
  const detail = excerpt(conceal(toDetail(body)))
  return new HttpError(
    `${what}: HTTP ${status}${detail && ` (${detail})`}; ${advice(status)}`,
    status,
    detail,
    retryAfter(header(headers, 'retry-after'), Date.now()),
  )
}

const header = (headers: HttpReply['headers'], name: string): string | null | undefined =>
  typeof headers?.get === 'function'
    ? headers.get(name)
    : (headers as Record<string, string> | undefined)?.[name]

/** Django REST's `{"detail": …}`, or all of what was sent. */
const toDetail = (body: string): string => {
  try {
    const { detail } = JSON.parse(body) as { detail?: unknown }
    return typeof detail === 'string' ? detail : body
  } catch {
    return body
  }
}

const advice = (status: number): string => {
  if (status === 401 || status === 403) return 'check apiKey'
  if (status === 404) return 'check the id and baseUrl'
  if (status < 400) return 'redirects are never followed: set baseUrl to the final address'
  if (status === 429) return 'poll less often, or fewer jobs at a time'
  return status < 500 ? 'check what was asked' : 'the service is in trouble: try again later'
}

/** A transport's error may hold the whole request; of it, only the words and the code are kept. */
export const toCekuraError = (what: string, conceal: Conceal, error: unknown): Error => {
  if (isCekuraError(error)) return error
  const { message, code: rawCode } = describe(error)
  const code = rawCode && excerpt(conceal(rawCode), 40)
  const cause = Object.assign(new Error(excerpt(conceal(message))), code && { code })
  return new NetworkError(
    `${what}: no answer: ${cause.message}${code ? ` [${code}]` : ''}; check the network and baseUrl`,
    cause,
    code,
  )
}

/** The native fetch keeps the reason and its code in `cause`; node-fetch puts the URL before it, which `what` says better. */
const describe = (error: unknown): { message: string; code: string | undefined } => {
  if (!(error instanceof Error)) return { message: show(error), code: undefined }
  const links = [error, error.cause].filter(
    (link): link is Error & { code?: unknown } => link instanceof Error,
  )
  const code = links.map((link) => link.code).find((code) => typeof code === 'string')
  return {
    message:
      links
        .map((link) => link.message.replace(/^request to \S+ failed, reason: /, ''))
        .filter(Boolean)
        .join(': ') || error.name,
    code,
  }
}
