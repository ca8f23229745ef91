import { createMemoryFetch } from './memory-fetch.mjs'
import { assertOneRxjs } from './one-rxjs.mjs'
import { pollers } from './pollers.mjs'
import { report } from './report.mjs'
import { cpuPerPoll, interleave, median, ratio } from './samples.mjs'
import { count, table } from './table.mjs'

/* CPU per poll of many jobs at once, without a network. */

// V8 drops and regains optimized code, so a sample covers several batches.
const [JOBS, POLLS, BATCHES, ROUNDS] = [300, 30, 4, 15]
assertOneRxjs()

const { fetch, calls } = createMemoryFetch()
const requests = {}
const runs = Object.fromEntries(
  Object.entries(pollers).map(([name, make]) => {
    const poll = make({ fetch, baseUrl: 'http://localhost', interval: 1 })
    return [
      name,
      async () => {
        calls.made = 0
        const cpu = await cpuPerPoll(poll, JOBS, POLLS, BATCHES)
        requests[name] = calls.made
        return cpu
      },
    ]
  }),
)
await interleave(3, runs)
const samples = await interleave(ROUNDS, runs)

const bases = ['bare fetch loop', 'RxJS recipe', 'RxJS recipe with features']
table(
  `In memory: ${JOBS} jobs at once, ${POLLS} polls each, median of ${ROUNDS}`,
  ['poller', 'µs CPU per poll', ...bases.map((base) => `relative to ${base}`), 'requests'],
  Object.keys(pollers).map((name) => [
    name,
    median(samples[name]).toFixed(1),
    ...bases.map((base) => ratio(samples, name, base).toFixed(2)),
    count(requests[name]),
  ]),
)

await report({
  'memory/recipe': ratio(samples, 'rx-cekura', 'RxJS recipe'),
  'memory/query-core': ratio(samples, 'rx-cekura', '@tanstack/query-core'),
  'memory/core-lro': ratio(samples, 'rx-cekura', '@azure/core-lro'),
  'memory/rx-polling': ratio(samples, 'rx-cekura', 'rx-polling'),
  'memory/options': ratio(samples, 'rx-cekura, all options', 'rx-cekura'),
})
process.exit()
