import { asyncScheduler } from 'rxjs'
import { attempt } from '../safety/attempt.js'

/** The longest delay of a timer in milliseconds. A timer with a longer one fires at once. */
export const MAX_DELAY = 2 ** 31 - 1

/** Milliseconds by which a timer may run early, because timers and clocks round to whole milliseconds. */
const EARLY = 2

/**
 * Source of the time: RxJS's scheduler under a `TestScheduler`, `Date` under fake timers or without `performance`,
 * otherwise the monotonic `performance`.
 */
type Source = 'scheduler' | 'Date' | 'performance'

/** Fake timers replace the global `Date`. */
const RealDate = Date

/** The time of `now()`, which never decreases. */
let time = 0
let source: Source | undefined
/** The last value that the source returned. */
let lastReading = 0
/** The global `setInterval`, which RxJS calls. Fake timers replace it, and some of them replace no clock. */
let timers: unknown
/** Number of changes of the source or of its timers. */
let changes = 0

/**
 * Returns the time on the clock that timers follow, in milliseconds: whole ones, except under a `TestScheduler`. The time
 * never decreases. If the runtime has `performance`, a change of the wall clock does not affect the time.
 */
export const now = (): number => {
  // Checked twice, because the process may have been suspended between the readings of two clocks.
  const from: Source = isVirtual() && isVirtual() ? 'scheduler' : isMonotonic() ? 'performance' : 'Date'
  const reading = from === 'performance' ? Math.round(performance.now()) : asyncScheduler.now()
  const { setInterval } = globalThis
  if (from === source && setInterval === timers && reading >= lastReading) time += reading - lastReading
  else changes++
  source = from
  timers = setInterval
  lastReading = reading
  return time
}

/** False under fake timers, even if they leave `performance` alone, and on a runtime without `performance.now`. */
const isMonotonic = (): boolean => Date === RealDate && attempt(() => typeof performance.now) === 'function'

/** Returns the time of the last call of `now()` or `reach()`. For callers that have just made one, because it is slow. */
export const latest = (): number => time

/** Sets the time to `due`, the end of a wait, when its timer runs. Fake timers may run it although no clock advances. */
export const reach = (due: number): void => {
  if (due - now() > EARLY) time = due
}

/** Returns a number that identifies the present clock. A time is valid only as long as this number stays the same. */
export const clockId = (): number => {
  now()
  return changes
}

/** True under a `TestScheduler`, whose time starts at 0. */
export const isVirtual = (): boolean => Math.abs(asyncScheduler.now() - Date.now()) > 1000
