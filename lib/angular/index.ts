import {
  HttpBackend,
  HttpClient,
  HttpErrorResponse,
  type HttpEvent,
  HttpEventType,
  HttpResponse,
} from '@angular/common/http'
import {
  DestroyRef,
  type EnvironmentProviders,
  inject,
  InjectionToken,
  makeEnvironmentProviders,
  NgZone,
} from '@angular/core'
import { catchError, defer, mergeMap, Observable, of, take, throwError } from 'rxjs'
import { attempt } from '../safety/attempt.js'
import { tooLong } from '../exchange/body.js'
import {
  type AnyJob,
  type CekuraClient,
  type ClientConfig,
  createClient,
  type HttpReply,
  type JobClient,
  type Transport,
} from '../index.js'

const CEKURA = new InjectionToken<CekuraClient>('rx-cekura: provideCekura() provides it')

/**
 * Provides one {@link CekuraClient} to an application or a route, for {@link injectCekura}.
 *
 * `config` may be a function, which is called once, in an injection context. Where neither `fetch` nor `transport`
 * is given and there is an `HttpClient`, requests go through it: see {@link httpClientTransport}.
 *
 * Requests and timers run outside Angular's zone, so that polling neither triggers change detection nor holds back
 * stability; what `progress$`, `start$` and `run$` emit is heard inside it. `events$` is heard inside where it
 * was subscribed to inside: a log that subscribes outside costs no change detection. Of server rendering: it waits
 * for what is in flight through `HttpClient`, as for any of its requests, but not for the next poll, and once the
 * injector is destroyed, polling ends. A server has no page: `baseUrl` must be absolute there.
 *
 * @example
 * ```ts
 * import { provideHttpClient, withFetch } from '@angular/common/http'
 * import type { ApplicationConfig } from '@angular/core'
 * import { whenVisible } from 'rx-cekura'
 * import { provideCekura } from 'rx-cekura/angular'
 *
 * export const appConfig: ApplicationConfig = {
 *   providers: [
 *     provideHttpClient(withFetch()),
 *     provideCekura(() => ({ baseUrl: '/api', active$: whenVisible() })), // a backend of your own adds the key
 *   ],
 * }
 * ```
 */
export const provideCekura = (config?: ClientConfig | (() => ClientConfig)): EnvironmentProviders =>
  makeEnvironmentProviders([
    { provide: CEKURA, useFactory: () => toClient(typeof config === 'function' ? config() : config) },
  ])

/**
 * The client of {@link provideCekura}; to be called in an injection context.
 *
 * @example
 * ```ts
 * import { Injectable } from '@angular/core'
 * import { injectCekura } from 'rx-cekura/angular'
 *
 * @Injectable({ providedIn: 'root' })
 * export class Descriptions {
 *   readonly progress$ = injectCekura().progress$ // one polling loop per id, however many components subscribe
 * }
 * ```
 */
export const injectCekura = (): CekuraClient => inject(CEKURA)

const toClient = (config: ClientConfig | undefined): CekuraClient => {
  const http = config?.fetch || config?.transport ? null : inject(HttpClient, { optional: true })
  const client = createClient(http ? { ...config, transport: httpClientTransport(http) } : config)
  const zone = inject(NgZone)
  const outside = outsideOf(zone, inject(DestroyRef))

  const clients = new WeakMap<object, unknown>()
  const of = (job: AnyJob): unknown => {
    const wrapped = clients.get(job) ?? wrap(client.of(job) as unknown as AnyClient)
    clients.set(job, wrapped)
    return wrapped
  }
  const wrap = ({ progress$, start$, run$ }: AnyClient): AnyClient => ({
    progress$: (ref) => outside(progress$(ref)),
    ...(start$ && { start$: (request) => outside(start$(request)) }),
    ...(run$ && { run$: (request) => outside(run$(request)) }),
  })

  return {
    ...(wrap(client as unknown as AnyClient) as unknown as CekuraClient),
    of: of as CekuraClient['of'],
    events$: defer(() => (NgZone.isInAngularZone() ? outside(client.events$) : client.events$)),
  }
}

type AnyClient = Pick<JobClient<never, never, unknown>, 'progress$'> &
  Partial<JobClient<never, never, unknown>>

/** Works outside the zone, is heard inside it, and ends with what provides it. */
const outsideOf =
  (zone: NgZone, destroyRef: DestroyRef) =>
  <A>(source: Observable<A>): Observable<A> =>
    new Observable((subscriber) => {
      subscriber.add(destroyRef.onDestroy(() => subscriber.unsubscribe()))
      zone.runOutsideAngular(() =>
        subscriber.add(
          source.subscribe({
            next: (value) => zone.run(() => subscriber.next(value)),
            error: (error: unknown) => zone.run(() => subscriber.error(error)),
            complete: () => zone.run(() => subscriber.complete()),
          }),
        ),
      )
    })

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
        const isTooLong = new TextEncoder().encode(body).length > maxBodyBytes
        return [{ status, headers, ...(isTooLong ? left : { body }) }]
      }
      default:
        return []
    }
  }
}
