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
import {
  type AnyJob,
  type CekuraClient,
  type ClientConfig,
  createClient,
  type JobCanceller,
  type JobClient,
} from '../index.js'
import { httpClientTransport } from './http-client.js'

export { httpClientTransport }

const CEKURA = new InjectionToken<CekuraClient>('rx-cekura: provideCekura() provides it')

/**
 * Provides one {@link CekuraClient} to an application or a route, for {@link injectCekura}.
 *
 * `config` may be a function, which is called once, in an injection context. Where neither `fetch` nor `transport`
 * is given and there is an `HttpClient`, requests go through it: see {@link httpClientTransport}.
 *
 * Requests and timers run outside Angular's zone, so that polling neither triggers change detection nor holds back
 * stability; what `progress$`, `start$`, `run$` and `cancel$` emit is heard inside it. `events$` is heard inside where it
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
  const wrap = ({ progress$, start$, run$, cancel$ }: AnyClient): AnyClient => ({
    progress$: (ref) => outside(progress$(ref)),
    ...(start$ && { start$: (request) => outside(start$(request)) }),
    ...(run$ && { run$: (request) => outside(run$(request)) }),
    ...(cancel$ && { cancel$: (ref) => outside(cancel$(ref)) }),
  })

  return {
    ...(wrap(client as unknown as AnyClient) as unknown as CekuraClient),
    of: of as CekuraClient['of'],
    events$: defer(() => (NgZone.isInAngularZone() ? outside(client.events$) : client.events$)),
  }
}

type AnyClient = Pick<JobClient<never, never, unknown, unknown>, 'progress$'> &
  Partial<JobClient<never, never, unknown, unknown> & JobCanceller<never>>

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
