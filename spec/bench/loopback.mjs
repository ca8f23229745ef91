import crossFetch from 'cross-fetch'
import { assertOneRxjs } from './one-rxjs.mjs'
import { pollers } from './pollers.mjs'
import { report } from './report.mjs'
import { cpuPerPoll, interleave, median, ratio } from './samples.mjs'
import { serving } from './serving.mjs'
import { table } from './table.mjs'

/* CPU of this process per poll over loopback. The server runs in another process. */

const [JOBS, POLLS, ROUNDS] = [50, 30, 21]
assertOneRxjs()

const { baseUrl, close } = await serving()
const runs = Object.fromEntries(
  Object.entries(pollers).map(([name, make]) => {
    // The library uses its default fetch, as its users do.
    const fetch = name.startsWith('rx-cekura') ? undefined : crossFetch
    const poll = make({ fetch, baseUrl, interval: 1 })
    return [name, () => cpuPerPoll(poll, JOBS, POLLS)]
  }),
)
await interleave(3, runs)
const samples = await interleave(ROUNDS, runs)
close()

table(
  `Over loopback with cross-fetch: ${JOBS} jobs at once, ${POLLS} polls each, median of ${ROUNDS}`,
  ['poller', 'µs CPU per poll', 'relative to the bare loop'],
  Object.keys(pollers).map((name) => [
    name,
    median(samples[name]).toFixed(0),
    ratio(samples, name, 'bare fetch loop').toFixed(2),
  ]),
)

await report({
  'loopback/bare': ratio(samples, 'rx-cekura', 'bare fetch loop'),
  'loopback/query-core': ratio(samples, 'rx-cekura', '@tanstack/query-core'),
  'loopback/core-lro': ratio(samples, 'rx-cekura', '@azure/core-lro'),
})
process.exit()
