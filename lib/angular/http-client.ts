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
import { byteLength, tooLong } from '../exchange/body.js'
import type { HttpReply, Transport } from '../index.js'
import { attempt } from '../safety/attempt.js'

/**
 * A `Transport` over Angular's `HttpClient`, so that interceptors, XSRF protection and `HttpTestingController`
 * apply. Emits one reply, whatever its status, and completes; errors where there is none. Unsubscribing aborts. URLs
 * of the page's own origin are asked for by their path.
 *
 * With `provideHttpClient(withFetch())`, redirects are not followed and nothing comes from the browser's cache. With
 * `XMLHttpRequest` neither can be had: the browser follows redirects unseen, with all headers. `HttpClient` replaces
 * bytes that are not UTF-8, unseen too. Replies are kept out of the cache that a server render transfers, where a
 * second poll would meet the first one's answer.
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
  const onlyWithFetch = isOverXhr() ? {} : ({ redirect: 'manual', cache: 'no-store' } as const)
  return ({ method, url, headers, body, maxBodyBytes }) =>
    http
      .request(method, withinOrigin(url), {
        body,
        headers,
        observe: 'events',
        reportProgress: true, // tells the bytes as they arrive
        responseType: 'text',
        transferCache: false,
        ...onlyWithFetch,
      })
      .pipe(
        catchError((error: unknown) => {
          if (!(error instanceof HttpErrorResponse)) return throwError(() => error)
          return isAnswer(error) ? of(toResponse(error)) : throwError(() => toFailure(error))
        }),
        mergeMap(toReplies(maxBodyBytes)),
        take(1),
      )
}

/** `XMLHttpRequest` knows no fetch options, and Angular warns of each that is passed to it. */
const isOverXhr = (): boolean =>
  // Nobody can tell outside of an injection context.
  attempt(() => 'xhrFactory' in inject(HttpBackend)) ?? false

/** Angular protects from XSRF, and interceptors mostly match, what is asked for by its path. */
const withinOrigin = (url: string): string => {
  const { location } = globalThis as Partial<typeof globalThis>
  return location && url.startsWith(`${location.origin}/`) ? url.slice(location.origin.length) : url
}

/** A status of 0 is no answer, unless there is no error with it: then fetch hides a redirect. */
const isAnswer = ({ status, error }: HttpErrorResponse): boolean => status !== 0 || error === null

/** To the client any status is an answer. */
const toResponse = ({ status, headers, error }: HttpErrorResponse): HttpResponse<unknown> =>
  new HttpResponse({ status, headers, body: error as unknown })

/** `HttpErrorResponse` is no `Error`, and holds the whole URL. `XMLHttpRequest` has no reason to give. */
const toFailure = ({ error }: HttpErrorResponse): Error =>
  error instanceof Error ? error : new Error('the browser gives no reason')

/** The reply, as soon as there is one: a body that has grown over `maxBodyBytes` is not waited for. */
const toReplies = (maxBodyBytes: number): ((event: HttpEvent<unknown>) => HttpReply[]) => {
  const left = { body: '', unreadable: tooLong(maxBodyBytes) }
  let head: Pick<HttpReply, 'status' | 'headers'> = { status: 200 }
  return (event) => {
    switch (event.type) {
      case HttpEventType.ResponseHeader:
        head = { status: event.status, headers: event.headers }
        return []
      case HttpEventType.DownloadProgress:
        return event.loaded > maxBodyBytes ? [{ ...head, ...left }] : []
      case HttpEventType.Response: {
        const { status, headers } = event
        const body = typeof event.body === 'string' ? event.body : ''
        const isTooLong = byteLength(body) > maxBodyBytes
        return [{ status, headers, ...(isTooLong ? left : { body }) }]
      }
      default:
        return []
    }
  }
}
