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
 * @param ms - finite and >= 0
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.constant(2000) }) // the same as `interval: 2000`
 * ```
 */
export const constant =
  (ms: number): Schedule =>
  () =>
    ms

/**
 * Grows with each request: `initial * factor ** (attempt - 1)`, at most `max`.
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.exponential({ initial: 500, factor: 1.5, max: 10_000 }) })
 * ```
 */
export const exponential =
  ({ initial = 500, factor = 1.5, max = 10_000 } = {}): Schedule =>
  ({ attempt }) =>
    Math.min(max, initial * factor ** Math.max(0, attempt - 1))

/**
 * Grows with the time already waited: `fraction * elapsed`, at least `min`, at most `max`. A job is then noticed
 * late by a share of its own length, whatever that is.
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.proportional({ fraction: 0.2, min: 500, max: 10_000 }) })
 * ```
 */
export const proportional =
  ({ fraction = 0.2, min = 500, max = 10_000 } = {}): Schedule =>
  ({ elapsed }) =>
    Math.min(max, Math.max(min, fraction * elapsed))

/**
 * Any schedule, up to `ratio` shorter or longer at random, so that jobs started together do not poll together.
 *
 * @example
 * ```ts
 * import { createClient, schedules } from 'rx-cekura'
 *
 * createClient({ interval: schedules.jittered(schedules.constant(2000), 0.25) }) // 1.5 to 2.5 s
 * ```
 */
export const jittered =
  (schedule: Schedule, ratio = 0.1): Schedule =>
  (poll) =>
    schedule(poll) * (1 + ratio * (2 * Math.random() - 1))

/** The default: a fifth of the time already waited, from half a second to ten, and a tenth of jitter. */
export const standard: Schedule = jittered(proportional())
