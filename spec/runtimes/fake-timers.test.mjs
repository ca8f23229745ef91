/* The suite of fake timers as one test of jest, vitest or mocha with sinon. */
import { writeFileSync } from 'node:fs'
import { createClient } from 'rx-cekura'
import { fakeCekura } from 'rx-cekura/testing'
import { of } from 'rxjs'
import { fakeTimers, lists } from './fake-timers.mjs'

/* global jest, vi -- one of them is there, or none under mocha */

const functions = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
]
const others = [
  'nextTick',
  'hrtime',
  'queueMicrotask',
  'performance',
  'Date',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
]

/** jest lists what it does not replace. */
const jestClock = ({ toFake, clock }) => ({
  clock,
  install: () => {
    const doNotFake = toFake && [...functions, ...others].filter((name) => !toFake.includes(name))
    jest.useFakeTimers(doNotFake ? { doNotFake } : {})
  },
  advance: (ms) => jest.advanceTimersByTimeAsync(ms),
  restore: () => jest.useRealTimers(),
})

const vitestClock = ({ toFake, clock }) => ({
  clock,
  install: () => void vi.useFakeTimers(toFake ? { toFake } : {}),
  advance: (ms) => vi.advanceTimersByTimeAsync(ms),
  restore: () => void vi.useRealTimers(),
})

const sinonClock =
  (sinon) =>
  ({ toFake, clock }) => {
    let installed
    return {
      clock,
      install: () => (installed = sinon.useFakeTimers({ now: 0, ...(toFake && { toFake }) })),
      advance: (ms) => installed.tickAsync(ms),
      restore: () => installed.restore(),
    }
  }

const toClock = async () => {
  if (typeof jest !== 'undefined') return jestClock
  if (typeof vi !== 'undefined') return vitestClock
  const name = 'sinon'
  const { default: sinon } = await import(/* @vite-ignore */ name)
  return sinonClock(sinon)
}

globalThis.it('keeps time', async () => {
  const clockOf = await toClock()
  const clocks = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, clockOf(list)]))
  const result = await fakeTimers({ createClient, fakeCekura, of }, clocks)
  writeFileSync('result.json', JSON.stringify(result))
})
