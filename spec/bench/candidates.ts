import {
  constant,
  exponential,
  jittered,
  proportional,
  type Schedule,
  standard,
} from '../../lib/polling/schedules.js'
import { lognormal, mean, p95, seeded, simulate } from './simulation.js'

export interface Candidate {
  readonly family: 'constant' | 'exponential' | 'proportional'
  readonly name: string
  readonly schedule: Schedule
}

const ofConstant = (ms: number): Candidate => ({
  family: 'constant',
  name: `constant ${ms / 1000} s`,
  schedule: jittered(constant(ms)),
})

const ofExponential = (initial: number, factor: number, max: number): Candidate => ({
  family: 'exponential',
  name: `exponential ${initial / 1000} s × ${factor}, to ${max / 1000} s`,
  schedule: jittered(exponential({ initial, factor, max })),
})

const ofProportional = (fraction: number, min: number, max: number): Candidate => ({
  family: 'proportional',
  name: `${fraction * 100} % of elapsed, ${min / 1000} to ${max / 1000} s`,
  schedule: jittered(proportional({ fraction, min, max })),
})

/** The default, by the same name that it has among the proportional ones. */
export const chosen: Candidate = { ...ofProportional(0.1, 1000, 10_000), schedule: standard }

/** Candidates for the default schedule, each with the default's jitter. */
export const candidates: readonly Candidate[] = [
  ...[1000, 2000, 5000].map(ofConstant),
  ofExponential(500, 1.1, 5000),
  ofExponential(500, 1.5, 10_000),
  ofExponential(1000, 1.1, 10_000),
  ofExponential(1000, 1.2, 10_000),
  ofExponential(1000, 2, 30_000),
  ...[0.1, 0.15, 0.2, 0.3].flatMap((fraction) =>
    [500, 1000, 1500].map((min) => ofProportional(fraction, min, 10_000)),
  ),
].map((candidate) => (candidate.name === chosen.name ? chosen : candidate))

/** Less of each is better. Times in ms. */
export interface Measures {
  /** A job that takes 8 s in the median and 60 s at the 99th percentile. */
  readonly requests: number
  readonly lateness: number
  readonly latenessP95: number
  readonly relative: number
  readonly relativeP95: number
  /** A job of half a second. */
  readonly shortLateness: number
  /** A job that is stuck for ten minutes. */
  readonly stuckRequests: number
}

const LATENCY = 100

/** Seeded, and on simulated time: the same figures on every machine. */
export const measure = (schedule: Schedule, jobs: number): Measures => {
  const { random } = Math
  Math.random = seeded(1)
  try {
    const draw = lognormal(8000, 60_000, seeded(2))
    const usual = simulate(schedule, Array.from({ length: jobs }, draw), LATENCY)
    const short = simulate(schedule, new Array<number>(jobs / 10).fill(500), LATENCY)
    const stuck = simulate(schedule, new Array<number>(jobs / 100).fill(600_000), LATENCY)
    const lateness = usual.map((job) => job.lateness)
    const relative = usual.map((job) => job.relative)
    return {
      requests: mean(usual.map((job) => job.requests)),
      lateness: mean(lateness),
      latenessP95: p95(lateness),
      relative: mean(relative),
      relativeP95: p95(relative),
      shortLateness: mean(short.map((job) => job.lateness)),
      stuckRequests: mean(stuck.map((job) => job.requests)),
    }
  } finally {
    Math.random = random
  }
}

/** True if `a` is better than `b` in one measure, and worse in none. */
export const dominates = (a: Measures, b: Measures, by = Object.keys(a) as (keyof Measures)[]): boolean =>
  by.every((key) => a[key] <= b[key]) && by.some((key) => a[key] < b[key])
