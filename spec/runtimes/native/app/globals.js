/* global require */
/*
 * The globals of React Native. `URL`, `fetch` and `AbortController` are its own. The modules of a device are absent.
 */

// Hermes alone has no delays. Timers run in the order of their time, on a virtual clock.
const enqueue = globalThis.setTimeout
const timers = new Map()
let time = 1_800_000_000_000
let last = 0
let isQueued = false

const queue = () => {
  if (isQueued) return
  isQueued = true
  enqueue(runNext)
}

const runNext = () => {
  isQueued = false
  if (timers.size === 0) return
  const [[id, timer]] = [...timers].sort(([, a], [, b]) => a.due - b.due)
  time = timer.due
  if (timer.period === undefined) timers.delete(id)
  else timer.due += timer.period
  timer.run()
  queue()
}

const add = (run, delay, period) => {
  timers.set(++last, { run, due: time + (delay ?? 0), period })
  queue()
  return last
}
const remove = (id) => void timers.delete(id)

globalThis.setTimeout = (run, delay) => add(run, delay)
globalThis.setInterval = (run, delay) => add(run, delay, Math.max(1, delay))
globalThis.clearTimeout = remove
globalThis.clearInterval = remove
Date.now = () => time
if (!globalThis.isWithoutPerformance) globalThis.performance = { now: () => time }

// This Hermes is older than those of React Native, which have it.
Object.defineProperty(Array.prototype, 'at', {
  value(index) {
    return this[index < 0 ? this.length + index : index]
  },
})

globalThis.nativeModuleProxy = {}
require('react-native/Libraries/Core/setUpGlobals')
require('react-native/Libraries/Core/setUpXHR')
// It needs a device. Without it, fetch reads text only.
globalThis.Blob = undefined
