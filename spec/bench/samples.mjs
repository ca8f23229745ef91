import { pollAll } from './pollers.mjs'
import { newIds } from './jobs.mjs'

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

/**
 * CPU time of this process per poll, in µs, user and system. Only the young generation is collected first. After a
 * full collection, V8 drops optimized code whose objects are gone, and a sample would measure its compilation.
 */
export const cpuPerPoll = async (poll, jobs, polls, batches = 1) => {
  globalThis.gc({ type: 'minor' })
  const before = process.cpuUsage()
  for (let batch = 0; batch < batches; batch++) await pollAll(poll, newIds(jobs, polls))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / jobs / polls / batches
}

/** Runs all in turn, `rounds` times, and returns the samples of each. Noise of the machine then meets all alike. */
export const interleave = async (rounds, runs) => {
  const names = Object.keys(runs)
  const samples = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another one, so that none always follows the same neighbour.
    const first = round % names.length
    for (const name of [...names.slice(first), ...names.slice(0, first)])
      samples[name].push(await runs[name]())
  }
  return samples
}

/** Median of the ratios of each round: noise that lasts for a round cancels out. */
export const ratio = (samples, name, base) =>
  median(samples[name].map((sample, round) => sample / samples[base][round]))
