import { pause } from './child.mjs'
import { newIds } from './jobs.mjs'
import { createMemoryFetch } from './memory-fetch.mjs'
import { pollers } from './pollers.mjs'
import { serving } from './serving.mjs'
import { count, table } from './table.mjs'

/*
 * node --expose-gc million.mjs memory|cross-fetch|native [polls]
 * Heap, CPU and process warnings over a million polls of jobs that never end: in memory, or over loopback.
 */

const [way, total = '1000000'] = process.argv.slice(2)
const [POLLS, PARTS, JOBS] = [Number(total), 10, way === 'memory' ? 2000 : 250]

const memory = createMemoryFetch()
const server = way === 'memory' ? { baseUrl: 'http://localhost', close: () => {} } : await serving()
// The client's default is cross-fetch.
const fetch = { memory: memory.fetch, native: globalThis.fetch }[way]

let polls = 0
const poll = pollers['rx-cekura']({
  fetch,
  baseUrl: server.baseUrl,
  deadline: Infinity,
  interval: () => {
    polls++
    return 1
  },
})

const warnings = {}
process.on('warning', ({ name }) => (warnings[name] = (warnings[name] ?? 0) + 1))
for (const id of newIds(JOBS, Number.MAX_SAFE_INTEGER)) poll(id, () => {})

const MiB = (bytes) => (bytes / 2 ** 20).toFixed(1)
const rows = []
let before = process.cpuUsage()
let counted = 0
for (let part = 0; part <= PARTS; part++) {
  // The first row is taken once all is compiled.
  while (polls <= Math.max(counted, POLLS / 50, (POLLS / PARTS) * part)) await pause(5)
  const { user, system } = process.cpuUsage(before)
  const cpu = (user + system) / (polls - counted)
  const atPeak = process.memoryUsage().heapUsed
  globalThis.gc()
  const { heapUsed, rss } = process.memoryUsage()
  rows.push([count(polls), MiB(heapUsed), MiB(atPeak), MiB(rss), cpu.toFixed(1)])
  before = process.cpuUsage()
  counted = polls
}
server.close()
table(
  `${count(POLLS)} polls by ${count(JOBS)} jobs at once, ${way}`,
  ['polls', 'heap, MiB', 'before its collection', 'resident, MiB', 'µs CPU per poll'],
  rows,
)
console.log(`\nProcess warnings: ${Object.keys(warnings).length === 0 ? 'none' : JSON.stringify(warnings)}`)
process.exit()
