import { pause } from './child.mjs'
import { newIds } from './jobs.mjs'
import { createMemoryFetch } from './memory-fetch.mjs'
import { pollers } from './pollers.mjs'

/*
 * node --expose-gc idle-jobs.mjs <poller> <count>: heap per job that has been polled once and waits.
 * node --expose-gc idle-jobs.mjs <poller> <count> <ms>: share of a core, with one poll a minute per job. Measures for that time.
 */

const [name, jobs, ms] = process.argv.slice(2)
const minute = 60_000
const { fetch, calls } = createMemoryFetch()
const make = (interval) => pollers[name]({ fetch, baseUrl: 'http://localhost', interval })
const ids = newIds(Number(jobs), 1000)
// Holds what stops each job, as a caller would.
const stops = new Array(ids.length)

const startAll = async (poll) => {
  calls.made = 0
  for (const [n, id] of ids.entries()) stops[n] = poll(id, () => {})
  while (calls.made < ids.length) await pause(50)
}

const heap = async () => {
  await pause(300)
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

const measureHeap = async () => {
  const poll = make(10 * minute)
  // Loads and compiles modules before the measurement.
  for (const id of newIds(10, 1000)) poll(id, () => {})
  const before = await heap()
  await startAll(poll)
  return { bytes: ((await heap()) - before) / ids.length }
}

/**
 * The second poll of a job comes at a random moment of the next minute, the others a minute apart. A job whose second
 * poll comes during the start has a third one soon. So the number of polls in the measured time differs by a tenth
 * between samples. The share is therefore converted to one poll a minute.
 */
const measureShare = async () => {
  let isSpread = false
  await startAll(make(() => (isSpread ? minute : Math.random() * minute)))
  await pause(1000)
  isSpread = true
  globalThis.gc()
  calls.made = 0
  const started = performance.now()
  const before = process.cpuUsage()
  await pause(Number(ms))
  const { user, system } = process.cpuUsage(before)
  const elapsed = performance.now() - started
  const due = (ids.length * elapsed) / minute
  return { share: ((user + system) / 1000 / elapsed) * (due / calls.made), polls: calls.made }
}

console.log(JSON.stringify(await (ms === undefined ? measureHeap() : measureShare())))
process.exit()
