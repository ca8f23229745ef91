import { DOCUMENT } from '@angular/common'
import { HttpClient } from '@angular/common/http'
import {
  DestroyRef,
  type EnvironmentProviders,
  inject,
  InjectionToken,
  makeEnvironmentProviders,
  NgZone,
} from '@angular/core'
import { defer, Observable } from 'rxjs'
import { clientOnPage } from '../client.js'
import { pageUrl } from '../exchange/base-url.js'
import type { AnyJob, CekuraClient, ClientConfig } from '../index.js'
import { attempt } from '../safety/attempt.js'
import { httpClientTransport } from './http-client.js'

const CEKURA = new InjectionToken<CekuraClient>('rx-cekura: provideCekura() provides it')

/**
 * Provides one {@link CekuraClient} to an application or a route, for {@link injectCekura}.
 *
 * `config` may be a function, which is called once, in an injection context. If it has neither `fetch` nor `transport`,
 * requests go through the `HttpClient`, if there is one. A relative `baseUrl` resolves against the injected document, on
 * a server too.
 *
 * Requests and timers run outside Angular's zone, so polling neither triggers change detection nor delays stability.
 * Values of `progress$`, `start$`, `run$` and `cancel$` arrive inside the zone, also those of `of(job)`. `events$` emits
 * inside the zone only if subscribed to inside it. A log that subscribes outside triggers no change detection.
 *
 * A server render waits for a request in flight through `HttpClient`, but not for the next poll. Polling ends with the
 * injector. After that, a new subscription completes without a request.
 *
 * @throws `ConfigError` at the first injection, for an invalid option.
 *
 * @see {@link httpClientTransport} for requests through `HttpClient`.
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
 * Returns the client of {@link provideCekura}. Call it in an injection context.
 *
 * @throws Angular's error NG0201 without {@link provideCekura}.
 *
 * @example
 * ```ts
 * import { injectCekura } from 'rx-cekura/angular'
 *
 * // A component or a service. Components with the same id share one polling loop.
 * export class Descriptions {
 *   readonly progress$ = injectCekura().progress$
 * }
 * ```
 */
export const injectCekura = (): CekuraClient => inject(CEKURA)

const toClient = (config: ClientConfig | undefined): CekuraClient => {
  const http = config?.fetch || config?.transport ? null : inject(HttpClient, { optional: true })
  const client = clientOnPage(
    urlOf(inject(DOCUMENT)) ?? pageUrl(),
    http ? { ...config, transport: httpClientTransport(http) } : config,
  )
  const zone = inject(NgZone)
  const outside = outsideOf(zone, inject(DestroyRef))
  const inside: Enter = (act) => zone.run(act)

  const wrap = (streams: Streams): unknown =>
    Object.fromEntries(
      Object.entries(streams).map(([name, stream]) => [
        name,
        (given: never) => outside(stream(given), inside),
      ]),
    )

  const clients = new WeakMap<object, unknown>()
  const of = (job: AnyJob): unknown => {
    const wrapped = clients.get(job) ?? wrap(client.of(job) as unknown as Streams)
    clients.set(job, wrapped)
    return wrapped
  }

  const { of: _of, events$, ...own } = client
  return {
    ...(wrap(own) as Omit<CekuraClient, 'of' | 'events$'>),
    of: of as CekuraClient['of'],
    events$: defer(() => outside(events$, NgZone.isInAngularZone() ? inside : here)),
  }
}

/** Returns the base URL of the document. In a server render, `baseURI` is undefined or throws. */
const urlOf = (document: Document): string | undefined =>
  attempt(() => document.baseURI) ??
  attempt(() => {
    const base = document.querySelector('base')?.getAttribute('href')
    return new URL(base ?? '', document.location.href).href
  })

/** Functions of a client by name. Each takes one argument. */
type Streams = Readonly<Record<string, (given: never) => Observable<unknown>>>

/** Calls a function, in a zone or not. */
type Enter = (act: () => void) => void
const here: Enter = (act) => act()

/** Subscribes to the source outside the zone, and notifies through `enter`. Completes with the injector. */
const outsideOf =
  (zone: NgZone, destroyRef: DestroyRef) =>
  <A>(source: Observable<A>, enter: Enter): Observable<A> =>
    // A hand-written Observable, because an operator would not subscribe outside the zone.
    new Observable((subscriber) => {
      // Operators such as forkJoin may subscribe with a closed subscriber.
      if (subscriber.closed) return
      // Throws if the injector is destroyed.
      const forget = attempt(() => destroyRef.onDestroy(() => subscriber.unsubscribe()))
      if (!forget) {
        subscriber.complete()
        return
      }
      subscriber.add(forget)
      zone.runOutsideAngular(() =>
        subscriber.add(
          source.subscribe({
            next: (value) => enter(() => subscriber.next(value)),
            error: (error: unknown) => enter(() => subscriber.error(error)),
            complete: () => enter(() => subscriber.complete()),
          }),
        ),
      )
    })
