import { newIds } from './jobs.mjs'
import { createMemoryFetch, plainResponse } from './memory-fetch.mjs'
import { pollers } from './pollers.mjs'
import { table } from './table.mjs'

/* A million polls in memory, by two thousand jobs that never end: the heap after each part of them. */

const [JOBS, MILLION, PARTS] = [2000, 1_000_000, 5]
const { fetch, calls } = createMemoryFetch(plainResponse)
const poll = pollers['rx-cekura']({ fetch, baseUrl: 'http://localhost', interval: 1 })
for (const id of newIds(JOBS, MILLION)) poll(id, () => {})

const rows = []
for (let part = 0; part <= PARTS; part++) {
  // The first figure is taken when all is compiled.
  while (calls.made < Math.max(20_000, (MILLION / PARTS) * part))
    await new Promise((resolve) => setTimeout(resolve, 5))
  const polls = calls.made
  globalThis.gc()
  rows.push([polls.toLocaleString('en'), (process.memoryUsage().heapUsed / 2 ** 20).toFixed(1)])
}
table('Heap over a million polls', ['polls', 'heap, MiB'], rows)
process.exit()
