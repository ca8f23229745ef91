import {
  HttpBackend,
  type HttpClient,
  HttpErrorResponse,
  type HttpEvent,
  HttpEventType,
  HttpResponse,
} from '@angular/common/http'
import { inject } from '@angular/core'
import { catchError, mergeMap, of, take, throwError } from 'rxjs'
import { isLonger, tooLong } from '../exchange/body.js'
import type { HttpReply, HttpRequest, Transport } from '../index.js'
import { attempt } from '../safety/attempt.js'
import { keepsRedirect, type Redirects, redirects } from './redirects.js'

/**
 * Returns a `Transport` over Angular's `HttpClient`, so that interceptors, XSRF protection and `HttpTestingController`
 * apply. A request emits one reply, whatever its status, and completes. It errors if there is no response. Unsubscribing
 * aborts it. URLs of the page's own origin are requested by their path. Call it in an injection context.
 *
 * With `provideHttpClient(withFetch())`, redirects are not followed and nothing comes from the browser's cache. Over
 * `XMLHttpRequest`, and before Angular 20.1, the platform follows redirects and sends all headers along. A request with
 * `apiKey` or `headers` then fails with a `ConfigError`. Any other request is sent. Its response counts as a redirect if
 * it comes from another URL.
 *
 * `HttpClient` replaces bytes that are not UTF-8 without notice. A server render does not transfer responses, because a
 * second poll would read the first one.
 *
 * @throws `ConfigError` through the stream, if a redirect could send `apiKey` or `headers` to another server.
 *
 * @see {@link provideCekura}, which uses it by default.
 *
 * @example
 * ```ts
 * import { HttpClient } from '@angular/common/http'
 * import { inject } from '@angular/core'
 * import { createClient } from 'rx-cekura'
 * import { httpClientTransport } from 'rx-cekura/angular'
 *
 * const injectOther = () => createClient({ transport: httpClientTransport(inject(HttpClient)) })
 * ```
 */
export const httpClientTransport = (http: HttpClient): Transport => {
  // Only an injection context gives access to the backend.
  const backend = attempt(() => inject(HttpBackend))
  const { options, check, isFollowed } = redirects(backend, keepsRedirect())
  return (request) => {
    check(request)
    const { method, url, headers, body } = request
    return http
      .request(method, withinOrigin(url), {
        body,
        headers,
        observe: 'events',
        reportProgress: true, // reports the bytes as they arrive
        responseType: 'text',
        transferCache: false,
        ...options,
      })
      .pipe(
        catchError((error: unknown) => {
          if (!(error instanceof HttpErrorResponse)) return throwError(() => error)
          return isAnswer(error) ? of(toResponse(error)) : throwError(() => toFailure(error))
        }),
        mergeMap(toReplies(request, isFollowed)),
        take(1),
      )
  }
}

/** Returns the path if the URL has the page's origin, because XSRF protection and most interceptors apply to paths. */
const withinOrigin = (url: string): string => {
  const { location } = globalThis as Partial<typeof globalThis>
  return location && url.startsWith(`${location.origin}/`) ? url.slice(location.origin.length) : url
}

/** True if the server responded. Status 0 without an error is a redirect that fetch hides. */
const isAnswer = ({ status, error }: HttpErrorResponse): boolean => status !== 0 || error === null

/** The client handles every status itself, so a response outside 2xx must not be an error here. */
const toResponse = ({ status, headers, url, error }: HttpErrorResponse): HttpResponse<unknown> =>
  new HttpResponse({ status, headers, body: error as unknown, ...(url !== null && { url }) })

/**
 * Returns the cause, because an `HttpErrorResponse` is not an `Error` and holds the whole URL. Compares no class, because
 * an error of another realm, as in jest, is not an instance of this realm's `Error`.
 */
const toFailure = ({ error }: HttpErrorResponse): unknown =>
  attempt(() => typeof (error as Error).message) === 'string'
    ? error
    : new Error('the browser gives no reason')

/** Reply for a followed redirect: the same as for a redirect that a browser hides. */
const hidden: HttpReply = { status: 0, body: '' }

/** Returns the reply of an event, if there is one. It does not wait for the rest of a body that is too long. */
const toReplies = (
  request: HttpRequest,
  isFollowed: Redirects['isFollowed'],
): ((event: HttpEvent<unknown>) => HttpReply[]) => {
  const { maxBodyBytes } = request
  const left = { body: '', unreadable: tooLong(maxBodyBytes) }
  let head: Pick<HttpReply, 'status' | 'headers'> = { status: 200 }
  return (event) => {
    switch (event.type) {
      case HttpEventType.ResponseHeader:
        head = { status: event.status, headers: event.headers }
        return isFollowed(request, event.url) ? [hidden] : []
      case HttpEventType.DownloadProgress:
        return event.loaded > maxBodyBytes ? [{ ...head, ...left }] : []
      case HttpEventType.Response: {
        if (isFollowed(request, event.url)) return [hidden]
        const { status, headers } = event
        const body = typeof event.body === 'string' ? event.body : ''
        const isTooLong = isLonger(body, maxBodyBytes)
        return [{ status, headers, ...(isTooLong ? left : { body }) }]
      }
      default:
        return []
    }
  }
}
