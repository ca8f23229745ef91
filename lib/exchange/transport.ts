import { Observable } from 'rxjs'
import { readBody } from './body.js'
import { lost, toFailure } from './lost.js'
import { platform } from '#platform'

/** One request, ready to send. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Decoded bytes worth reading of the reply's body. */
  readonly maxBodyBytes: number
}

/** What came back. */
export interface HttpReply {
  /** 0 for a redirect that a browser hides. */
  readonly status: number
  readonly headers?: { get(name: string): string | null } | Readonly<Record<string, string>>
  readonly body: string
  /** Why `body` is not all of it: over `maxBodyBytes`, or not UTF-8. */
  readonly unreadable?: string
}

/**
 * Makes one exchange: emits the reply, whatever its status, and completes; errors when there is none.
 * Unsubscribing aborts it. It must not follow redirects.
 */
export type Transport = (request: HttpRequest) => Observable<HttpReply>

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
  text(): Promise<string>
}

/** Any WHATWG-like fetch. */
export type FetchLike = (url: string, init: FetchInit) => PromiseLike<FetchResponse>

/** The most requests that share one AbortController, one after the other. */
const MAX_USES = 32
/** The most AbortControllers that wait for a request. */
const MAX_SPARE = 1000

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

  return (request) =>
    new Observable((subscriber) => {
      const { url, maxBodyBytes, method, headers, body } = request
      const abort = spare.pop() ?? createAbort()
      let isRead = false
      const { cache, headers: uncached } = platform.uncached()
      const init: FetchInit = {
        method,
        headers: { ...uncached, ...headers },
        signal: abort.controller.signal,
        redirect: 'manual',
      }
      if (cache) init.cache = cache
      if (body !== undefined) init.body = body
      const exchange = async (): Promise<void> => {
        const response = await lost(fetch(url, init))
        const { status, headers } = response
        const read = await readBody(response, maxBodyBytes)
        isRead = read.unreadable === undefined
        subscriber.next({
          status,
          headers,
          body: read.body,
          ...(!isRead && { unreadable: read.unreadable! }),
        })
        subscriber.complete()
      }
      exchange().catch((thrown: unknown) => subscriber.error(toFailure(thrown)))
      return () => {
        // After a body is read to its end, there is nothing to abort.
        if (!isRead) abort.controller.abort()
        else if (++abort.uses < MAX_USES && spare.length < MAX_SPARE) spare.push(abort)
      }
    })
}

/**
 * An AbortController costs a third of a poll, so requests share one, each after the end of the one before. It is renewed,
 * because a fetch may leave listeners on its signal (Node's fetch does until the garbage is collected).
 */
interface Abort {
  readonly controller: AbortController
  uses: number
}

const createAbort = (): Abort => {
  try {
    return { controller: new platform.AbortController(), uses: 0 }
  } catch (thrown) {
    throw toFailure(thrown) as Error
  }
}
