import { check, checkOptions, delayRule, functionRule, isDelay, isPositive, option } from '../safety/rules.js'

/** What a schedule decides on, after each answer that is not the last. */
export interface PollState {
  /** Requests made so far in this observation, those that failed among them. */
  readonly attempt: number
  /** Ms since the subscription. */
  readonly elapsed: number
  /** What the job just said. */
  readonly status: string
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
  check('schedules.constant', ms, delayRule)
  return () => ms
}

/** What {@link exponential} takes. */
export interface Exponential {
  /** Ms after the first answer. Default 500. */
  readonly initial?: number
  /** By how much it grows. Default 1.5. */
  readonly factor?: number
  /** At most so many ms. Default 10 000. */
  readonly max?: number
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
    // Where the power is no longer finite, an initial 0 is still 0, not NaN.
    Math.min(max, initial * Math.min(factor ** Math.max(0, attempt - 1), Number.MAX_VALUE))
}

/** What {@link proportional} takes. */
export interface Proportional {
  /** Of the time already waited. Default 0.1. */
  readonly fraction?: number
  /** Ms at the least. Default 1000. */
  readonly min?: number
  /** At most so many ms. Default 10 000. */
  readonly max?: number
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
 * The default: a tenth of the time already waited, but at least one second and at most ten, give or take a quarter
 * at random.
 */
export const standard: Schedule = /* @__PURE__ */ spread(share(0.1, 1000, 10_000), 0.25)
