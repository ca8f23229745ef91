import type { Schedule } from '../../lib/polling/schedules.js'

/** Uniform on [0, 1), and the same sequence for the same seed (mulberry32). */
export const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

/** Draws lognormal durations, by Box and Muller. */
export const lognormal = (median: number, p99: number, random: () => number) => (): number => {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return median * (p99 / median) ** (normal / 2.3263)
}

/**
 * Returns the times of the requests of a job, in ms since the subscription. The first is 0, and the schedule sets the
 * others.
 */
export const requests = (schedule: Schedule, duration: number, latency: number): number[] => {
  const sent: number[] = []
  let at = 0
  for (;;) {
    sent.push(at)
    if (at + latency / 2 >= duration) return sent
    const elapsed = at + latency
    at = elapsed + schedule({ attempt: sent.length, elapsed, status: 'processing' })
  }
}

/** Cost of observing a job: the number of requests, and the lateness in ms and as a share of its duration. */
export interface Outcome {
  readonly requests: number
  readonly lateness: number
  readonly relative: number
}

export const simulate = (schedule: Schedule, durations: readonly number[], latency: number): Outcome[] =>
  durations.map((duration) => {
    const sent = requests(schedule, duration, latency)
    const lateness = sent.at(-1)! + latency - duration
    return { requests: sent.length, lateness, relative: lateness / duration }
  })

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, n) => sum + n, 0) / numbers.length

export const p95 = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * 0.95)]!

/**
 * Counts the requests in each window of `width` ms. Returns the largest count, and the count if all were equal.
 */
export const bunching = (
  sent: readonly number[],
  { from, to, width }: { readonly from: number; readonly to: number; readonly width: number },
): { readonly most: number; readonly even: number } => {
  const windows = new Array<number>(Math.ceil((to - from) / width)).fill(0)
  for (const at of sent) if (at >= from && at < to) windows[Math.floor((at - from) / width)]!++
  return { most: Math.max(...windows), even: mean(windows) }
}
