import { createMemoryFetch } from './memory-fetch.mjs'
import { pollers } from './pollers.mjs'
import { report } from './report.mjs'
import { cpuPerPoll, interleave, median, ratio } from './samples.mjs'
import { count, table } from './table.mjs'

/* CPU per poll in memory by the number of jobs at once, ten polls each. */

const [POLLS, ROUNDS, FEW, MANY] = [10, 5, 100, 10_000]
// Few jobs run several times, so that a sample is long enough to be measured.
const batches = { [FEW]: 20, [MANY]: 1 }
const names = ['bare fetch loop', 'RxJS recipe', 'rx-cekura', '@tanstack/query-core']
const { fetch } = createMemoryFetch()
const runs = Object.fromEntries(
  names.flatMap((name) => {
    const poll = pollers[name]({ fetch, baseUrl: 'http://localhost', interval: 1 })
    return [FEW, MANY].map((jobs) => [`${name} ${jobs}`, () => cpuPerPoll(poll, jobs, POLLS, batches[jobs])])
  }),
)
await interleave(1, runs)
const samples = await interleave(ROUNDS, runs)
const growth = (name) => ratio(samples, `${name} ${MANY}`, `${name} ${FEW}`)

table(
  `In memory: µs CPU per poll by the number of jobs at once, ${POLLS} polls each, median of ${ROUNDS}`,
  ['poller', `${count(FEW)} jobs`, `${count(MANY)} jobs`, 'ratio'],
  names.map((name) => [
    name,
    ...[FEW, MANY].map((jobs) => median(samples[`${name} ${jobs}`]).toFixed(1)),
    growth(name).toFixed(2),
  ]),
)
await report({ scale: growth('rx-cekura') })
process.exit()
