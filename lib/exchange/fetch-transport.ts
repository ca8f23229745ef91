import { Observable, type Subscriber } from 'rxjs'
import { functionRule, option, type Options } from '../safety/rules.js'
import { readBody } from './body.js'
import { lost, toFailure } from './lost.js'
import { isSameUrl } from './same-url.js'
import { ownOf } from '../model/record.js'
import { platform } from '#platform'
import type { HttpReply, HttpRequest, Transport } from './transport.js'

/** The runtime's `AbortSignal`. A project without the types of a runtime can use the declarations, too. */
type Signal = typeof globalThis extends { AbortSignal: { prototype: infer S } } ? S : unknown

/** Second argument of a {@link FetchLike}. */
export interface FetchInit {
  method: string
  headers: Record<string, string>
  body?: string
  signal: Signal
  redirect: 'manual'
  /** Absent on older Cloudflare Workers, which reject it. */
  cache?: 'no-store'
}

/** Result of a {@link FetchLike}: the parts of a response that {@link fetchTransport} reads. */
export interface FetchResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  /** A web stream or a Node stream. Without one, the body is read by `text()`. */
  readonly body?: unknown
  readonly url?: string
  readonly redirected?: boolean
  text(): Promise<string>
}

/**
 * Any function like the WHATWG fetch.
 *
 * @see https://fetch.spec.whatwg.org
 */
export type FetchLike = (url: string, init: FetchInit) => PromiseLike<FetchResponse>

export const fetchOptions: Options<{ readonly fetch: FetchLike }> = {
  fetch: /* @__PURE__ */ option(functionRule, platform.defaultFetch),
}

/**
 * Returns a {@link Transport} over a fetch. It emits one reply and completes. Unsubscribing aborts the request, even
 * within a body. Redirects are not followed, and caches are bypassed. Reading stops after `maxBodyBytes` decoded bytes.
 *
 * @throws Two kinds of errors, as errors of the stream:
 * - the reason with which the fetch rejects
 * - {@link ConfigError} for a bug in the fetch or a missing global
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
  // Merged once for each object, because that takes a tenth of a poll. Copied for each request, because a fetch may change
  // its headers.
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

/** Maximum number of requests that share one AbortController, one after the other. */
const MAX_USES = 32
/** Maximum number of idle AbortControllers. */
const MAX_SPARE = 1000

/**
 * An AbortController that requests share, one after the other, because a new one takes a third of a poll's time. It is
 * replaced after some requests, because a fetch may leave listeners on its signal. Node's fetch does until garbage
 * collection.
 */
interface Abort {
  readonly controller: AbortController
  uses: number
  /** True if there is nothing to abort: before the request, and after its body was read to the end. */
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
  request: HttpRequest,
  headers: Record<string, string>,
  abort: Abort,
  subscriber: Subscriber<HttpReply>,
): Promise<void> => {
  try {
    const { url, maxBodyBytes, method } = request
    const body = ownOf(request, 'body') as string | undefined
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

/** True if a fetch followed a redirect in spite of the option, as one over `XMLHttpRequest` does. */
const isRedirected = (response: FetchResponse, url: string): boolean => {
  const final = ownOf(response, 'url') as string | undefined
  return ownOf(response, 'redirected') === true || (!!final && !isSameUrl(final, url))
}
