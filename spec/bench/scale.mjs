import crossFetch from 'cross-fetch'
import { finalize, from, lastValueFrom, mergeMap } from 'rxjs'
import { createClient } from '../../dist/cjs/index.js'
import { newIds } from './jobs.mjs'
import { pollers } from './pollers.mjs'
import { serving } from './serving.mjs'
import { interleave, median, ratio, table } from './table.mjs'

/* `from(ids).pipe(mergeMap(progress$, 100))` over ten thousand ids, the service being in another process. */

const [IDS, POLLS, AT_ONCE, ROUNDS] = [10_000, 3, 100, 3]
const { baseUrl, met, close } = await serving()
const longest = {}
const heap = {}

const observed = async (name, run) => {
  const ids = newIds(IDS, POLLS)
  const waits = []
  let most = 0
  await met()
  const started = performance.now()
  await run(ids, (waited) => {
    waits.push(waited)
    if (waits.length % 1000 === 0) most = Math.max(most, process.memoryUsage().heapUsed)
  })
  const passed = performance.now() - started
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / IDS
  ;(longest[name] ??= []).push(Math.max(...waits) / mean)
  ;(heap[name] ??= []).push(most / 2 ** 20)
  const { requests, connections } = await met()
  if (requests !== IDS * POLLS) throw new Error(`${name}: ${requests} requests`)
  console.error(`${name}: ${connections} new connections`)
  return passed / IDS / POLLS
}

const { progress$ } = createClient({ apiKey: 'key', baseUrl, interval: 1 })
const poll = pollers['bare fetch loop']({ fetch: crossFetch, baseUrl, interval: 1 })

const samples = await interleave(ROUNDS, {
  'rx-cekura': () =>
    observed('rx-cekura', (ids, waited) =>
      lastValueFrom(
        from(ids).pipe(
          mergeMap((id) => {
            const started = performance.now()
            return progress$(id).pipe(finalize(() => waited(performance.now() - started)))
          }, AT_ONCE),
        ),
      ),
    ),
  'bare fetch loop': () =>
    observed('bare fetch loop', (ids, waited) => {
      const next = async () => {
        for (let id = ids.pop(); id; id = ids.pop()) {
          const started = performance.now()
          await new Promise((resolve) => poll(id, resolve))
          waited(performance.now() - started)
        }
      }
      return Promise.all(Array.from({ length: AT_ONCE }, next))
    }),
})
close()
table(
  `${IDS.toLocaleString('en')} ids of ${POLLS} polls, ${AT_ONCE} at a time, over loopback with cross-fetch, median of ${ROUNDS}`,
  [
    '',
    'polls per second',
    'time, of the bare loop',
    'longest wait of an id, of the mean',
    'heap at most, MiB',
  ],
  Object.keys(samples).map((name) => [
    name,
    Math.round(1000 / median(samples[name])).toLocaleString('en'),
    ratio(samples, name, 'bare fetch loop').toFixed(2),
    median(longest[name]).toFixed(2),
    median(heap[name]).toFixed(0),
  ]),
)
process.exit()
