import crossFetch from 'cross-fetch'
import { pollers, timePerPoll } from './pollers.mjs'
import { serving } from './serving.mjs'
import { interleave, median, ratio, table } from './table.mjs'

/* Time per poll over loopback, the service being in another process. */

const ROUNDS = 5
const { baseUrl, met, close } = await serving()

for (const [name, fetch] of [
  ['cross-fetch', crossFetch],
  ['the native fetch', globalThis.fetch],
])
  for (const [jobs, polls] of [
    [1, 100],
    [50, 20],
  ]) {
    const seen = {}
    const runs = Object.fromEntries(
      Object.entries(pollers).map(([poller, make]) => {
        const poll = make({ fetch, baseUrl, interval: 1 })
        return [
          poller,
          async () => {
            await met()
            const time = await timePerPoll(poll, jobs, polls)
            seen[poller] = await met()
            return time
          },
        ]
      }),
    )
    await interleave(1, runs)
    const samples = await interleave(ROUNDS, runs)
    table(
      `Over loopback with ${name}: ${jobs === 1 ? 'one job' : `${jobs} jobs at once`}, ${polls} polls each, median of ${ROUNDS}`,
      ['poller', 'ms per poll', 'of the bare loop', 'requests', 'new connections'],
      Object.keys(pollers).map((poller) => [
        poller,
        median(samples[poller]).toFixed(3),
        ratio(samples, poller, 'bare fetch loop').toFixed(2),
        seen[poller].requests,
        seen[poller].connections,
      ]),
    )
  }
close()
