import { Observable, type Subscriber } from 'rxjs'
import { functionRule, option, type Options } from '../safety/rules.js'
import { readBody } from './body.js'
import { lost, toFailure } from './lost.js'
import { isSameUrl } from './same-url.js'
import { platform } from '#platform'
import type { HttpReply, HttpRequest, Transport } from './transport.js'

/** What {@link fetchTransport} hands to a fetch. */
export interface FetchInit {
  method: string
  headers: Record<string, string>
  body?: string
  signal: AbortSignal
  redirect: 'manual'
  /** Absent on older Cloudflare Workers, which refuse it. */
  cache?: 'no-store'
}

/** What it reads of a response: the body as a web stream, as a Node stream, or whole. */
export interface FetchResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body?: unknown
  readonly url?: string
  readonly redirected?: boolean
  text(): Promise<string>
}

/** Any WHATWG-like fetch. */
export type FetchLike = (url: string, init: FetchInit) => PromiseLike<FetchResponse>

export const fetchOptions: Options<{ readonly fetch: FetchLike }> = {
  fetch: /* @__PURE__ */ option(functionRule, platform.defaultFetch),
}

/**
 * A {@link Transport} over a fetch. Emits one reply and completes; errors with what the fetch rejects with, and with a
 * {@link ConfigError} for a bug in the fetch or a missing global.
 * Unsubscribing aborts, in the middle of a body too. Redirects are not followed, nothing comes from a cache, and
 * no more than `maxBodyBytes` decoded bytes are read.
 *
 * @example
 * ```ts
 * import { createClient, fetchTransport } from 'rx-cekura'
 *
 * createClient({ transport: fetchTransport(globalThis.fetch) })
 * ```
 */
export const fetchTransport = (fetch: FetchLike): Transport => {
  const spare: Abort[] = []
  let given: HttpRequest['headers'] | undefined
  let all: Record<string, string>
  // Merged once, because that takes a tenth of a poll. Copied for each request, because a fetch may change them.
  const headersOf = ({ headers }: HttpRequest): Record<string, string> => {
    if (headers !== given) all = { ...platform.uncached().headers, ...headers }
    given = headers
    return { ...all }
  }

  return (request) =>
    new Observable((subscriber) => {
      const abort = spare.pop() ?? createAbort()
      abort.isIdle = false
      void send(fetch, request, headersOf(request), abort, subscriber)
      return () => {
        if (!abort.isIdle) abort.controller.abort()
        else if (++abort.uses < MAX_USES && spare.length < MAX_SPARE) spare.push(abort)
      }
    })
}

/** The most requests that share one AbortController, one after the other. */
const MAX_USES = 32
/** The most AbortControllers that wait for a request. */
const MAX_SPARE = 1000

/**
 * An AbortController costs a third of a poll, so requests share one, each after the end of the one before. It is renewed,
 * because a fetch may leave listeners on its signal (Node's fetch does until the garbage is collected).
 */
interface Abort {
  readonly controller: AbortController
  uses: number
  /** True if a body was read to its end, so that there is nothing to abort. */
  isIdle: boolean
}

const createAbort = (): Abort => {
  try {
    return { controller: new platform.AbortController(), uses: 0, isIdle: true }
  } catch (thrown) {
    throw toFailure(thrown) as Error
  }
}

const send = async (
  fetch: FetchLike,
  { url, maxBodyBytes, method, body }: HttpRequest,
  headers: Record<string, string>,
  abort: Abort,
  subscriber: Subscriber<HttpReply>,
): Promise<void> => {
  try {
    const { cache } = platform.uncached()
    const { signal } = abort.controller
    const init: FetchInit = { method, headers, signal, redirect: 'manual' }
    if (cache) init.cache = cache
    if (body !== undefined) init.body = body
    const response = await fetch(url, init).then(undefined, lost)
    const status = isRedirected(response, url) ? 0 : response.status
    const read = await readBody(response, maxBodyBytes)
    abort.isIdle = read.unreadable === undefined
    subscriber.next(
      abort.isIdle
        ? { status, headers: response.headers, body: read.body }
        : { status, headers: response.headers, ...read },
    )
    subscriber.complete()
  } catch (error) {
    subscriber.error(toFailure(error))
  }
}

/** True if a fetch has followed a redirect all the same, as one on `XMLHttpRequest` does. Its answer is another server's. */
const isRedirected = ({ url: final, redirected }: FetchResponse, url: string): boolean =>
  redirected === true || (!!final && !isSameUrl(final, url))
