import { aDelay, check, isDelay, isFunction, isPositive } from './checks.js'
import type { Job } from './wire.js'

/** What a schedule decides on, after each answer that is not the last. */
export interface PollState {
  /** Requests made so far in this observation, those that failed among them. */
  readonly attempt: number
  /** Ms since the subscription. */
  readonly elapsed: number
  /** What the job just said. */
  readonly status: Job['status']
}

/** Ms from an answer to the next request. */
export type Schedule = (poll: PollState) => number

/**
 * The same interval always.
 *
 * @param ms - finite and >= 0; else `ConfigError`
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.constant(2000) }) // the same as `interval: 2000`
 * ```
 */
export const constant = (ms: number): Schedule => {
  check('schedules.constant', ms, aDelay)
  return () => ms
}

/**
 * Grows with each request: `initial * factor ** (attempt - 1)` ms, at most `max` ms.
 *
 * Throws `ConfigError` unless `factor` is finite and >= 1, and the others are finite and >= 0.
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.exponential({ initial: 500, factor: 1.5, max: 10_000 }) })
 * ```
 */
export const exponential = ({ initial = 500, factor = 1.5, max = 10_000 } = {}): Schedule => {
  check('schedules.exponential.initial', initial, aDelay)
  check('schedules.exponential.factor', factor, [(u) => isPositive(u) && factor >= 1, 'finite and >= 1'])
  check('schedules.exponential.max', max, aDelay)
  return ({ attempt }) =>
    // Where the power is no longer finite, an initial 0 is still 0, not NaN.
    Math.min(max, initial * Math.min(factor ** Math.max(0, attempt - 1), Number.MAX_VALUE))
}

/**
 * Grows with the time already waited: `fraction * elapsed`, at least `min` ms, at most `max` ms. A job is then
 * noticed late by a share of its own length, whatever that is.
 *
 * Throws `ConfigError` unless all three are finite and >= 0.
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.proportional({ fraction: 0.2, min: 500, max: 10_000 }) })
 * ```
 */
export const proportional = ({ fraction = 0.1, min = 1000, max = 10_000 } = {}): Schedule => {
  check('schedules.proportional.fraction', fraction, [isDelay, 'finite and >= 0'])
  check('schedules.proportional.min', min, aDelay)
  check('schedules.proportional.max', max, aDelay)
  return ({ elapsed }) => Math.min(max, Math.max(min, fraction * elapsed))
}

/**
 * Any schedule, up to `ratio` shorter or longer at random, so that jobs started together do not poll together.
 *
 * Throws `ConfigError` unless `ratio` is from 0 to 1.
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.jittered(schedules.constant(2000), 0.25) }) // 1.5 to 2.5 s
 * ```
 */
export const jittered = (schedule: Schedule, ratio = 0.25): Schedule => {
  check('schedules.jittered', schedule, [isFunction, 'a schedule'])
  check('schedules.jittered.ratio', ratio, [(u) => isDelay(u) && ratio <= 1, 'from 0 to 1'])
  return (poll) => schedule(poll) * (1 + ratio * (2 * Math.random() - 1))
}

/**
 * The default: a tenth of the time already waited, but at least one second and at most ten, give or take a quarter
 * at random.
 */
export const standard: Schedule = jittered(proportional())
