import { asyncScheduler } from 'rxjs'
import { attempt } from '../safety/attempt.js'

/** The longest delay a timer takes; a longer one would fire at once. */
export const MAX_DELAY = 2 ** 31 - 1

/** Milliseconds that a timer may run early. */
const EARLY = 2

/**
 * Where time is read: from RxJS's scheduler under a `TestScheduler`, from `Date` under fake timers or without
 * `performance`, otherwise monotonic.
 */
type Source = 'scheduler' | 'Date' | 'performance'

const RealDate = Date

let time = 0
let reading = 0
let source: Source | undefined
/** RxJS's timers. Fake timers replace them, and some replace no clock. */
let timers: unknown
let changes = 0

/**
 * Milliseconds on the clock that timers follow; whole ones outside a `TestScheduler`. Setting the wall clock does not move
 * it. Fake timers replace `Date`, but some leave `performance` alone.
 */
export const now = (): number => {
  // Twice, because the process may have been suspended between two readings.
  const from: Source = isVirtual() && isVirtual() ? 'scheduler' : hasOwnClock() ? 'performance' : 'Date'
  const read = from === 'performance' ? Math.round(performance.now()) : asyncScheduler.now()
  const { setInterval } = globalThis
  if (from === source && setInterval === timers && read >= reading) time += read - reading
  else changes++
  source = from
  timers = setInterval
  reading = read
  return time
}

/** False under fake timers, which may leave `performance` alone, and on a runtime without it or with a part of it. */
const hasOwnClock = (): boolean => Date === RealDate && attempt(() => typeof performance.now) === 'function'

/** The latest reading of `now()`, for those that need no other: reading takes longer than all else that a poll does with time. */
export const latest = (): number => time

/** Tells that a timer has run that was due at `due`: fake timers may advance without any clock. */
export const reach = (due: number): void => {
  if (due - now() > EARLY) time = due
}

/** Changes if another clock takes over, such as a test's. What was measured with the one before is then over. */
export const clockId = (): number => {
  now()
  return changes
}

/** True under a `TestScheduler`. */
export const isVirtual = (): boolean => Math.abs(asyncScheduler.now() - Date.now()) > 1000
