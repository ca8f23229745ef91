import { isPlatformServer } from '@angular/common'
import { computed, effect, inject, PLATFORM_ID, type ResourceRef } from '@angular/core'
import { rxResource } from '@angular/core/rxjs-interop'
import {
  catchError,
  defaultIfEmpty,
  EMPTY,
  type Observable,
  Subject,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs'
import type { AnyJob, Cancel, Emitted, Job, Progress, Statuses, Value } from '../index.js'
import { cleanDescription } from '../jobs/clean-description.js'
import { MAX_DELAY } from '../polling/clock.js'
import { attempt } from '../safety/attempt.js'
import { check, delayRule } from '../safety/rules.js'
import { injectCekura } from './provide.js'
import { startingWith } from './starting-with.js'
import { injectTransfer } from './transfer.js'

/** Options of a {@link progressResource}. */
export interface ResourceOptions<Ref> {
  /**
   * The job's reference, as a reactive function. A change aborts the current poll and polls the new job. An equal value
   * is not a change, even if it is a new record. `undefined` leaves the resource idle.
   */
  readonly params: () => Ref | undefined
  /**
   * Time that a server render waits for the first value, in milliseconds. After that, the page is rendered as loading.
   *
   * @defaultValue 2000
   */
  readonly serverTimeout?: number | undefined
}

/** Options of a {@link progressResource} over any stream. */
export interface StreamResourceOptions<Ref, A> extends ResourceOptions<Ref> {
  /** Returns the stream to show. The resource subscribes to it on the server, and again in the browser. */
  readonly stream: (given: { readonly params: Ref }) => Observable<A>
  /**
   * Name of the stream in Angular's `TransferState`, different for each `stream`. Without it, the browser starts with the
   * status `loading`. Values must survive JSON.
   */
  readonly transferKey?: string | undefined
}

/**
 * Returns Angular's `ResourceRef` over the progress of a job. `value()` is the latest progress. `status()`, `isLoading()`
 * and `error()` are those of Angular's own resources. `reload()` polls again from the start. The job is
 * `cleanDescription` unless `job` is given. Call it in an injection context. Polling ends with that context.
 *
 * A server render waits for the first value, at most `serverTimeout` milliseconds, and stops polling. The browser starts
 * with that value and the status `resolved`, so hydration shows no loading state, and continues to poll. If the server
 * gets an error, or no value in time, the page is rendered as loading. The browser then polls by itself. The value is in
 * the page's HTML, with all of its fields.
 *
 * @throws `ConfigError` for an unusable `serverTimeout`.
 *
 * @example
 * ```ts
 * import { input } from '@angular/core'
 * import { testRun } from 'rx-cekura/jobs'
 * import { progressResource } from 'rx-cekura/angular'
 *
 * // A component with the template `{{ run.error()?.message ?? run.value()?.status ?? 'loading' }}`
 * export class Run {
 *   readonly id = input.required<number>()
 *   readonly run = progressResource({ params: this.id, job: testRun })
 * }
 * ```
 */
export function progressResource(
  options: ResourceOptions<string> & { readonly job?: undefined; readonly stream?: undefined },
): ResourceRef<Progress | undefined>
/** Returns a resource over the progress of any job. */
export function progressResource<Q, R, F, S extends Statuses, C extends Cancel = never>(
  options: ResourceOptions<NoInfer<Value<R>>> & {
    readonly job: Job<Q, R, F, S, C>
    readonly stream?: undefined
  },
): ResourceRef<Emitted<F, S>['pending' | 'done'] | undefined>
/** Returns a resource over any stream, with the same server render and hydration. */
export function progressResource<Ref, A>(
  options: StreamResourceOptions<Ref, A> & { readonly job?: undefined },
): ResourceRef<A | undefined>
export function progressResource(given: AnyOptions): ResourceRef<unknown> {
  const { stream, equal, transfer } = sourceOf(given)
  const serverTimeout = check('serverTimeout', given.serverTimeout ?? 2000, delayRule)
  const isServer = isPlatformServer(inject(PLATFORM_ID))

  /** Completes at the first value. The browser polls again after an error or a late value. */
  const onServer = (params: unknown) =>
    stream({ params }).pipe(
      take(1),
      takeUntil(timer(Math.min(serverTimeout, MAX_DELAY))),
      catchError(() => EMPTY),
      tap((value) => transfer.write(params, value)),
      defaultIfEmpty(undefined),
    )

  /** Removes the server's value as soon as there is a newer one, so that a reload does not show it. */
  const inBrowser = (params: unknown) => {
    const forget = () => transfer.forget(params)
    return stream({ params }).pipe(tap({ next: forget, error: forget }))
  }

  const params = computed(given.params, { equal })
  const current = () => attempt(params) // throws if it depends on another resource that has no value
  // Angular's resources abort at new params, but not if they become undefined.
  const idle$ = new Subject<void>()
  effect(() => {
    if (current() === undefined) idle$.next()
  })
  const resource = rxResource({
    params,
    stream: (request) => (isServer ? onServer : inBrowser)(request.params).pipe(takeUntil(idle$)),
  })
  return startingWith(
    computed(() => transfer.read(current())),
    resource,
  )
}

interface AnyOptions extends ResourceOptions<unknown> {
  readonly job?: AnyJob | undefined
  readonly stream?: StreamResourceOptions<unknown, unknown>['stream'] | undefined
  readonly transferKey?: string | undefined
}

const sourceOf = ({ job = cleanDescription, stream, transferKey }: AnyOptions) => {
  if (stream) return { stream, equal: Object.is, transfer: injectTransfer(transferKey) }
  const { progress$ } = injectCekura().of(job)
  return {
    stream: ({ params }: { readonly params: unknown }): Observable<unknown> => progress$(params as never),
    equal: isSameReference,
    transfer: injectTransfer(job.name),
  }
}

/** Compares values, because `params` often returns a new record with the same fields. */
const isSameReference = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
