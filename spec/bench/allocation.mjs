import { PerformanceObserver } from 'node:perf_hooks'
import { newIds } from './jobs.mjs'
import { createMemoryFetch, plainResponse } from './memory-fetch.mjs'
import { pollAll, pollers } from './pollers.mjs'
import { median, table } from './table.mjs'

/* Bytes allocated per poll. Run with a young generation so large that nothing is collected meanwhile. */

const [JOBS, POLLS, ROUNDS] = [50, 40, 5]
let collections = 0
new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ['gc'] })

const { fetch } = createMemoryFetch(plainResponse)
const sizes = {}
for (const [name, make] of Object.entries(pollers)) {
  const poll = make({ fetch, baseUrl: 'http://localhost', interval: 1 })
  for (let round = 0; round < ROUNDS + 2; round++) {
    globalThis.gc()
    await new Promise((resolve) => setTimeout(resolve, 20))
    collections = 0
    const before = process.memoryUsage().heapUsed
    await pollAll(poll, newIds(JOBS, POLLS))
    const allocated = process.memoryUsage().heapUsed - before
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (collections === 0 && round >= 2) (sizes[name] ??= []).push(allocated / JOBS / POLLS)
  }
}

const rows = Object.keys(pollers).map((name) => [name, sizes[name] ? median(sizes[name]) : NaN])
const of = (name) => rows.find((row) => row[0] === name)[1]
table(
  `Bytes allocated per poll, in memory, median of ${ROUNDS}`,
  ['poller', 'bytes', 'of the recipe', 'of the recipe with features'],
  rows.map(([name, bytes]) => [
    name,
    Math.round(bytes).toLocaleString('en'),
    (bytes / of('RxJS recipe')).toFixed(2),
    (bytes / of('the same with features')).toFixed(2),
  ]),
)
process.exit()
