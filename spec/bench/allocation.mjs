import { PerformanceObserver } from 'node:perf_hooks'
import { pause } from './child.mjs'
import { newIds } from './jobs.mjs'
import { createMemoryFetch } from './memory-fetch.mjs'
import { pollAll, pollers } from './pollers.mjs'
import { report } from './report.mjs'
import { median } from './samples.mjs'
import { count, table } from './table.mjs'

/* Bytes allocated per poll in memory. Needs a young generation so large that nothing is collected in a sample. */

const [JOBS, POLLS, WARM_UP, ROUNDS] = [50, 40, 2, 7]
let collections = 0
new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ['gc'] })

const { fetch } = createMemoryFetch()
const sizes = {}
for (const [name, make] of Object.entries(pollers)) {
  const poll = make({ fetch, baseUrl: 'http://localhost', interval: 1 })
  sizes[name] = []
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    globalThis.gc()
    // The observer is called later than the collection.
    await pause(20)
    collections = 0
    const before = process.memoryUsage().heapUsed
    await pollAll(poll, newIds(JOBS, POLLS))
    const allocated = process.memoryUsage().heapUsed - before
    await pause(20)
    if (collections === 0 && round >= WARM_UP) sizes[name].push(allocated / JOBS / POLLS)
  }
  if (sizes[name].length === 0) throw new Error(`${name}: the heap was collected in every sample`)
}

const bytes = (name) => median(sizes[name])
const bases = ['RxJS recipe', 'RxJS recipe with features']
table(
  `Bytes allocated per poll, in memory, median of ${ROUNDS}`,
  ['poller', 'bytes', ...bases.map((base) => `relative to ${base}`)],
  Object.keys(pollers).map((name) => [
    name,
    count(bytes(name)),
    ...bases.map((base) => (bytes(name) / bytes(base)).toFixed(2)),
  ]),
)
await report({ allocation: bytes('rx-cekura') })
process.exit()
