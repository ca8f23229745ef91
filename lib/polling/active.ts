import { defer, distinctUntilChanged, fromEvent, map, merge, type Observable, of, startWith } from 'rxjs'

/**
 * For `active$`: false while the page is hidden (Page Visibility). Emits at once, then on each change; never
 * completes, never errors. Where there is no document, as on Node: emits true and completes.
 *
 * @example
 * ```ts
 * import { createClient, whenVisible } from 'rx-cekura'
 *
 * createClient({ active$: whenVisible() }) // a hidden tab does not poll; a visible one polls at once
 * ```
 */
export const whenVisible = (): Observable<boolean> =>
  defer(() => {
    const { document } = globalThis as Partial<typeof globalThis>
    return document
      ? fromEvent(document, 'visibilitychange').pipe(
          startWith(0),
          map(() => document.visibilityState !== 'hidden'),
          distinctUntilChanged(),
        )
      : of(true)
  })

/**
 * For `active$`: false while the browser knows itself to be offline. Emits at once, then on each change; never
 * completes, never errors. Where nobody knows, as on Node: emits true and completes.
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
  defer(() => {
    const { window } = globalThis as Partial<typeof globalThis>
    return window
      ? merge(fromEvent(window, 'online'), fromEvent(window, 'offline')).pipe(
          startWith(0),
          map(() => window.navigator.onLine),
          distinctUntilChanged(),
        )
      : of(true)
  })
