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
 * Emits false while the page is hidden, true while it is visible. For the option `active$`. Emits at once, then at each
 * change. Never errors. Emits true and completes if there is no page, as in Node, workers and React Native.
 *
 * @see https://html.spec.whatwg.org/multipage/interaction.html#page-visibility
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
 * Emits false while the browser is certainly offline, true otherwise. For the option `active$`, in windows and in workers.
 * Emits at once, then at each change. Never errors. Emits true and completes if the runtime has no such state, as in Node
 * and React Native.
 *
 * @see https://html.spec.whatwg.org/multipage/system-state.html#browser-state
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

/** Emits true and completes at the first error, because a substitute for a browser's global may throw anywhere. */
const orTrue = (create: () => Observable<boolean>): Observable<boolean> =>
  defer(create).pipe(
    catchError(() => of(true)),
    distinctUntilChanged(),
  )

/** False for the `window` of React Native and of shims, and for substitutes for `document`. */
const hasEvents = (target: Partial<EventTarget>): boolean => typeof target.addEventListener === 'function'

const follow = (
  target: EventTarget,
  events: readonly string[],
  isActive: () => boolean,
): Observable<boolean> =>
  merge(...events.map((event) => fromEvent(target, event))).pipe(startWith(0), map(isActive))
