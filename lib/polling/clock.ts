import { asyncScheduler, NEVER, type Observable, switchMap, timer } from 'rxjs'

/** The longest delay a timer takes; a longer one would fire at once. */
export const MAX_DELAY = 2 ** 31 - 1

/**
 * Monotonic milliseconds: setting the wall clock moves no deadline. Where a virtual clock is in charge (a
 * `TestScheduler` replaces the time RxJS's schedulers tell), it is asked, so that users' marbles see its time.
 */
export const now = (): number => {
  const scheduled = asyncScheduler.now()
  return Math.abs(scheduled - Date.now()) > 1000 ? scheduled : performance.now()
}

/** Emits once after `ms`, however long that is; at once where it is negative, never for `Infinity`. */
export const after = (ms: number): Observable<unknown> =>
  ms <= MAX_DELAY
    ? timer(ms)
    : ms === Infinity
      ? NEVER
      : timer(MAX_DELAY).pipe(switchMap(() => after(ms - MAX_DELAY)))
