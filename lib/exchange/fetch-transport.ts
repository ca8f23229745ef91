import { Observable, type Subscriber } from 'rxjs'
import { readBody } from './body.js'
import type { HttpReply, HttpRequest, Transport } from './transport.js'

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
export const fetchTransport = (fetch: FetchLike): Transport => {
  const spare: Abort[] = []

  return (request) =>
    new Observable((subscriber) => {
      const abort = spare.pop() ?? { controller: new AbortController(), uses: 0, isIdle: true }
      abort.isIdle = false
      void send(fetch, request, abort, subscriber)
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

const send = async (
  fetch: FetchLike,
  { url, maxBodyBytes, method, headers, body }: HttpRequest,
  abort: Abort,
  subscriber: Subscriber<HttpReply>,
): Promise<void> => {
  const { signal } = abort.controller
  const init: FetchInit = {
    method,
    headers: { ...headers },
    signal,
    redirect: 'manual',
    cache: 'no-store',
  }
  if (body !== undefined) init.body = body
  try {
    const response = await fetch(url, init)
    const { status, headers } = response
    const read = await readBody(response, maxBodyBytes)
    abort.isIdle = read.unreadable === undefined
    subscriber.next(abort.isIdle ? { status, headers, body: read.body } : { status, headers, ...read })
    subscriber.complete()
  } catch (error) {
    subscriber.error(error)
  }
}
