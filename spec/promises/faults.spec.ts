import { readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import crossFetch from 'cross-fetch'
import { type FetchLike } from '../../lib/index.js'
import type { Server } from './faults/fault.js'
import { matrix } from './faults/matrix.js'
import { completes, type Outcome } from './faults/outcome.js'
import { mended, observe } from './faults/run.js'
import { faultTable } from './faults/table.js'
import { until } from '../support/until.js'

/*
 * Runs the fault matrix over real sockets, with both fetches. A transient fault is also tried with a server that then
 * recovers. Tests run one after the other, so that each sees only its own timers and connections. An unhandled
 * rejection fails the run.
 */

const { setInterval, clearInterval } = globalThis
const timers = new Set<unknown>()
/** All timers of RxJS, and so of the library, are intervals. */
Object.assign(globalThis, {
  setInterval: (...args: Parameters<typeof setInterval>) => {
    const timer = setInterval(...args)
    timers.add(timer)
    return timer
  },
  clearInterval: (timer: ReturnType<typeof setInterval>) => {
    timers.delete(timer)
    clearInterval(timer)
  },
})

const meets = async (
  t: ExecutionContext,
  fetch: FetchLike,
  server: Server,
  expected: Outcome,
  requests: number,
): Promise<void> => {
  // Short only if the request must time out. So no test depends on the speed of the machine.
  const { seen, requests: made, place } = await observe(server, fetch, expected.timesOut ? 60 : 30_000)
  t.teardown(place.close)
  t.like(seen, expected.like)
  t.is(made, requests)
  t.true(place.requests() <= requests, 'the fetch asked again by itself')
  if (seen instanceof Error) {
    t.false(/[\n\r]/.test(seen.message))
    t.true(seen.message.length < 600)
  }
  t.is(timers.size, 0)
  await until(() => place.busy() === 0)
}

for (const [name, fetch] of [
  ['crossFetch', crossFetch],
  ['native', globalThis.fetch as FetchLike],
] as const)
  for (const [group, faults] of Object.entries(matrix))
    for (const [what, server, sees, requests] of faults) {
      const expected = 'words' in sees ? sees : sees[name]

      test.serial(`${name}: ${group}: ${what}`, async (t) => {
        await meets(t, fetch, server, expected, requests)
      })

      if (requests === 3 && 'answers' in server && expected !== completes && !expected.timesOut)
        test.serial(`${name}: ${group}: ${what}, once`, async (t) => {
          await meets(t, fetch, mended(server), completes, 2)
        })
    }

test.serial('decompression bombs are not held in memory', (t) => {
  t.true(process.resourceUsage().maxRSS < 512 * 1024, 'in KiB')
})

test('there are at least 60 faults', (t) => {
  t.true(Object.values(matrix).flat().length >= 60)
})

const print = `node --import=tsx -p "require('./spec/promises/faults/table.ts').faultTable()"`

test('README.md has the table of the matrix', (t) => {
  const [, shown] =
    /<!-- faults -->\n+(.*?)\n+<!-- \/faults -->/s.exec(readFileSync('spec/promises/README.md', 'utf8')) ?? []
  t.is(shown, faultTable(), `it is what this prints: ${print}`)
})
