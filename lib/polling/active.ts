import {
  catchError,
  defer,
  distinctUntilChanged,
  fromEvent,
  map,
  merge,
  type Observable,
  of,
  startWith,
} from 'rxjs'

/**
 * For `active$`: false while the page is hidden (Page Visibility). Emits at once, then on each change. Never completes,
 * never errors. Emits true and completes if there is no page, as in Node, workers and React Native.
 *
 * @example
 * ```ts
 * import { createClient, whenVisible } from 'rx-cekura'
 *
 * createClient({ active$: whenVisible() }) // a hidden tab does not poll; a visible one polls at once
 * ```
 */
export const whenVisible = (): Observable<boolean> =>
  orTrue(() => {
    const { document } = globalThis as Partial<typeof globalThis>
    return document && hasEvents(document)
      ? follow(document, ['visibilitychange'], () => document.visibilityState !== 'hidden')
      : of(true)
  })

/**
 * For `active$`: false while the browser is certainly offline, in windows and in workers. Emits at once, then on each
 * change. Never completes, never errors. Emits true and completes if the runtime does not know, as Node and React Native.
 *
 * @example
 * ```ts
 * import { combineLatest, map } from 'rxjs'
 * import { createClient, whenOnline, whenVisible } from 'rx-cekura'
 *
 * const active$ = combineLatest([whenVisible(), whenOnline()]).pipe(map((all) => all.every(Boolean)))
 * createClient({ active$ })
 * ```
 */
export const whenOnline = (): Observable<boolean> =>
  orTrue(() => {
    // A worker has no window. Its global scope has the navigator and the events.
    const scope: Partial<typeof globalThis> = (globalThis as Partial<typeof globalThis>).window ?? globalThis
    const { navigator } = scope
    return typeof navigator?.onLine === 'boolean' && hasEvents(scope)
      ? follow(scope as EventTarget, ['online', 'offline'], () => navigator.onLine)
      : of(true)
  })

/** Emits true and completes at the first error, because a stand-in for a browser's global may throw anywhere. */
const orTrue = (create: () => Observable<boolean>): Observable<boolean> =>
  defer(create).pipe(
    catchError(() => of(true)),
    distinctUntilChanged(),
  )

/** False for the `window` of React Native and of shims, and for stand-ins for `document`. */
const hasEvents = (target: Partial<EventTarget>): boolean => typeof target.addEventListener === 'function'

const follow = (
  target: EventTarget,
  events: readonly string[],
  isActive: () => boolean,
): Observable<boolean> =>
  merge(...events.map((event) => fromEvent(target, event))).pipe(startWith(0), map(isActive))
