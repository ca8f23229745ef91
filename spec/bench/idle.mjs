import { newIds } from './jobs.mjs'
import { createMemoryFetch, plainResponse } from './memory-fetch.mjs'
import { pollers } from './pollers.mjs'

/*
 * Heap of idle pollers: each has polled once, and waits. A process for each figure, which it prints as JSON:
 * node --expose-gc idle.mjs <poller> <count>
 */

const [poller, count] = process.argv.slice(2)
const { fetch, calls } = createMemoryFetch(plainResponse)
const poll = pollers[poller]({ fetch, baseUrl: 'http://localhost', interval: 600_000 })
const stops = new Array(Number(count))
const settled = async () => {
  while (calls.made < stops.length) await new Promise((resolve) => setTimeout(resolve, 50))
  await new Promise((resolve) => setTimeout(resolve, 200))
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

// What is loaded and compiled at first use is not counted.
const warm = newIds(1, 9).map((id) => poll(id, () => {}))
await new Promise((resolve) => setTimeout(resolve, 100))
calls.made = stops.length
const before = await settled()
calls.made = 0
const ids = newIds(stops.length, 9)
for (const [n, id] of ids.entries()) stops[n] = poll(id, () => {})
const after = await settled()
console.log(JSON.stringify({ bytes: (after - before) / stops.length }))
for (const stop of [...warm, ...stops]) stop()
process.exit()
