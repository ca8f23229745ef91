import { check, checkOptions, delayRule, functionRule, isDelay, isPositive, option } from '../safety/rules.js'

/** State of an observation after a response, the argument of a {@link Schedule}. */
export interface PollState {
  /** Number of requests so far in this observation, failed ones included. */
  readonly attempt: number
  /** Milliseconds since the subscription. */
  readonly elapsed: number
  /** Status in the last response. */
  readonly status: string
}

/** Function that returns the milliseconds from a response to the next request. Called after each pending status. */
export type Schedule = (poll: PollState) => number

/**
 * Makes a schedule with the same interval after each response.
 *
 * @param ms - Milliseconds, finite and >= 0.
 *
 * @throws A {@link ConfigError} for an invalid argument.
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.constant(2000) }) // the same as `interval: 2000`
 * ```
 */
export const constant = (ms: number): Schedule => {
  check('schedules.constant', ms, delayRule)
  return () => ms
}

/** Options of {@link exponential}. */
export interface Exponential {
  /**
   * First interval in milliseconds, finite and >= 0.
   * @defaultValue 500
   */
  readonly initial?: number
  /**
   * Factor between one interval and the next, finite and >= 1.
   * @defaultValue 1.5
   */
  readonly factor?: number
  /**
   * Longest interval in milliseconds, finite and >= 0.
   * @defaultValue 10_000
   */
  readonly max?: number
}

/**
 * Makes a schedule that grows with each request: `initial * factor ** (attempt - 1)` milliseconds, at most `max`.
 *
 * @throws A {@link ConfigError} for an invalid option.
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.exponential({ initial: 500, factor: 1.5, max: 10_000 }) })
 * ```
 */
export const exponential = (given: Exponential = {}): Schedule => {
  const { initial, factor, max } = checkOptions<Required<Exponential>>(
    'schedules.exponential.',
    {
      initial: option(delayRule, 500),
      factor: option(
        { valid: (u) => isPositive(u) && (u as number) >= 1, expected: 'finite number >= 1' },
        1.5,
      ),
      max: option(delayRule, 10_000),
    },
    given,
  )
  return ({ attempt }) =>
    // Limited, because 0 * Infinity is NaN.
    Math.min(max, initial * Math.min(factor ** Math.max(0, attempt - 1), Number.MAX_VALUE))
}

/** Options of {@link proportional}. */
export interface Proportional {
  /**
   * Fraction of the time since the subscription, finite and >= 0.
   * @defaultValue 0.1
   */
  readonly fraction?: number
  /**
   * Shortest interval in milliseconds, finite and >= 0.
   * @defaultValue 1000
   */
  readonly min?: number
  /**
   * Longest interval in milliseconds, finite and >= 0.
   * @defaultValue 10_000
   */
  readonly max?: number
}

/**
 * Makes a schedule that grows with the time since the subscription: `fraction * elapsed` milliseconds, at least `min`
 * and at most `max`. The end of a job is then seen late by at most this
 * fraction of its length, or by `min`.
 *
 * @throws A {@link ConfigError} for an invalid option.
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.proportional({ fraction: 0.2, min: 500, max: 10_000 }) })
 * ```
 */
export const proportional = (given: Proportional = {}): Schedule => {
  const { fraction, min, max } = checkOptions<Required<Proportional>>(
    'schedules.proportional.',
    { fraction: option(delayRule, 0.1), min: option(delayRule, 1000), max: option(delayRule, 10_000) },
    given,
  )
  return share(fraction, min, max)
}

const share =
  (fraction: number, min: number, max: number): Schedule =>
  ({ elapsed }) =>
    Math.min(max, Math.max(min, fraction * elapsed))

/**
 * Makes a schedule whose intervals are up to `ratio` shorter or longer at random. Jobs that start together then do not
 * poll together.
 *
 * @param schedule - Any schedule.
 * @param ratio - Fraction of the interval, from 0 to 1. Default 0.25.
 *
 * @throws A {@link ConfigError} for an invalid argument.
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.jittered(schedules.constant(2000), 0.25) }) // 1.5 to 2.5 s
 * ```
 */
export const jittered = (schedule: Schedule, ratio = 0.25): Schedule => {
  check('schedules.jittered', schedule, functionRule)
  check('schedules.jittered.ratio', ratio, {
    valid: (u) => isDelay(u) && ratio <= 1,
    expected: 'number from 0 to 1',
  })
  return spread(schedule, ratio)
}

const spread =
  (schedule: Schedule, ratio: number): Schedule =>
  (poll) =>
    schedule(poll) * (1 + ratio * (2 * Math.random() - 1))

/**
 * The default schedule: a tenth of the time since the subscription, at least 1000 and at most 10,000 milliseconds. Up to
 * a quarter shorter or longer at random.
 */
export const standard: Schedule = /* @__PURE__ */ spread(share(0.1, 1000, 10_000), 0.25)
