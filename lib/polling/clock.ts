import { asyncScheduler } from 'rxjs'

/** The longest delay a timer takes; a longer one would fire at once. */
export const MAX_DELAY = 2 ** 31 - 1

/**
 * Whole, monotonic milliseconds: setting the wall clock moves no deadline. Where a virtual clock is in charge (a
 * `TestScheduler` replaces the time RxJS's schedulers tell), it is asked, so that users' marbles see its time.
 */
export const now = (): number => {
  const scheduled = asyncScheduler.now()
  return Math.abs(scheduled - Date.now()) > 1000 ? scheduled : Math.round(performance.now())
}
