import { newIds } from './jobs.mjs'
import { createMemoryFetch, plainResponse } from './memory-fetch.mjs'
import { pollers } from './pollers.mjs'

/*
 * node --expose-gc idle-one.mjs <poller> <count> [ms]
 * Without ms: heap per poller that has polled once and waits. With ms: the processor's share over that time, with
 * one poll a minute each, spread over it.
 */

const [name, count, ms] = process.argv.slice(2)
const minute = 60_000
const { fetch, calls } = createMemoryFetch(plainResponse)
const make = (interval) =>
  pollers[name]({
    fetch,
    baseUrl: 'http://localhost',
    get interval() {
      return interval()
    },
  })
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time))
const ids = newIds(Number(count), 1000)
const stops = new Array(ids.length)

const heap = async () => {
  await pause(300)
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

if (ms === undefined) {
  const poll = make(() => 10 * minute)
  // What is loaded and compiled at first use is not counted.
  for (const id of newIds(10, 1000)) poll(id, () => {})
  const before = await heap()
  calls.made = 0
  for (const [n, id] of ids.entries()) stops[n] = poll(id, () => {})
  while (calls.made < ids.length) await pause(50)
  const after = await heap()
  console.log(JSON.stringify({ bytes: (after - before) / ids.length }))
} else {
  // The second poll comes at a random moment of the next minute, the others a minute apart.
  let isSpread = false
  const poll = make(() => (isSpread ? minute : Math.random() * minute))
  for (const id of ids) poll(id, () => {})
  while (calls.made < ids.length) await pause(50)
  await pause(1000)
  isSpread = true
  calls.made = 0
  const started = performance.now()
  const cpu = process.cpuUsage()
  await pause(Number(ms))
  const { user, system } = process.cpuUsage(cpu)
  console.log(
    JSON.stringify({ share: (user + system) / 1000 / (performance.now() - started), polls: calls.made }),
  )
}
process.exit()
