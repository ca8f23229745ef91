import { asyncScheduler } from 'rxjs'
import { attempt } from '../safety/attempt.js'

/** The longest delay of a timer in milliseconds. A timer with a longer one fires at once. */
export const MAX_DELAY = 2 ** 31 - 1

/** Milliseconds by which a timer may run early. */
const EARLY = 2

/**
 * Source of the time: RxJS's scheduler under a `TestScheduler`, `Date` under fake timers or without `performance`,
 * otherwise the monotonic `performance`.
 */
type Source = 'scheduler' | 'Date' | 'performance'

const RealDate = Date

let time = 0
let reading = 0
let source: Source | undefined
/** The global `setInterval`, which RxJS calls. Fake timers replace it, and some replace no clock. */
let timers: unknown
let changes = 0

/**
 * Returns milliseconds on the clock that timers follow, whole ones outside a `TestScheduler`. A change of the wall clock
 * does not affect it.
 */
export const now = (): number => {
  // Checked twice, because the process may have been suspended between the readings of two clocks.
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

/** Returns the latest reading of `now()`. Avoids another reading, because that is the slowest step of a poll's timing. */
export const latest = (): number => time

/** Advances the time to `due` when a timer runs, because fake timers may advance without any clock. */
export const reach = (due: number): void => {
  if (due - now() > EARLY) time = due
}

/** Returns a number that changes with the source of the time. Times of another source are then no longer valid. */
export const clockId = (): number => {
  now()
  return changes
}

/** True under a `TestScheduler`. */
export const isVirtual = (): boolean => Math.abs(asyncScheduler.now() - Date.now()) > 1000
