import { defer, finalize, from, type Observable } from 'rxjs'
import { readBody } from './body.js'

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
  cache: 'no-store'
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

/**
 * A {@link Transport} over a fetch. Emits one reply and completes; errors with what the fetch rejects with.
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
export const fetchTransport =
  (fetch: FetchLike): Transport =>
  ({ url, maxBodyBytes, method, headers, body }) =>
    defer(() => {
      const abort = new AbortController()
      let isRead = false
      const exchange = async (): Promise<HttpReply> => {
        const response = await fetch(url, {
          method,
          headers: { ...headers },
          ...(body !== undefined && { body }),
          signal: abort.signal,
          redirect: 'manual',
          cache: 'no-store',
        })
        const reply = {
          status: response.status,
          headers: response.headers,
          ...(await readBody(response, maxBodyBytes)),
        }
        isRead = !reply.unreadable
        return reply
      }
      return from(exchange()).pipe(
        finalize(() => {
          // There is nothing left to abort of what was read to its end, and to do so costs more than to poll.
          if (!isRead) abort.abort()
        }),
      )
    })
