import { createMemoryFetch, nativeResponse, plainResponse } from './memory-fetch.mjs'
import { pollers, timePerPoll } from './pollers.mjs'
import { interleave, median, ratio, table } from './table.mjs'

/* Time per poll of a hundred jobs at once, without a network: the processor is the limit, not the timers. */

const [JOBS, POLLS, ROUNDS] = [100, 30, 7]

for (const [response, toResponse] of [
  ['a plain object', plainResponse],
  ['a native Response', nativeResponse],
]) {
  const { fetch, calls } = createMemoryFetch(toResponse)
  const requests = {}
  const runs = Object.fromEntries(
    Object.entries(pollers).map(([name, make]) => {
      const poll = make({ fetch, baseUrl: 'http://localhost', interval: 1 })
      return [
        name,
        async () => {
          calls.made = 0
          const time = await timePerPoll(poll, JOBS, POLLS)
          requests[name] = calls.made
          return time
        },
      ]
    }),
  )
  await interleave(2, runs)
  const samples = await interleave(ROUNDS, runs)
  table(
    `In memory, fetch resolving to ${response}: ${JOBS} jobs at once, ${POLLS} polls each, median of ${ROUNDS}`,
    ['poller', 'µs per poll', 'of the bare loop', 'of the recipe', 'of the recipe with features', 'requests'],
    Object.keys(pollers).map((name) => [
      name,
      (1000 * median(samples[name])).toFixed(1),
      ratio(samples, name, 'bare fetch loop').toFixed(2),
      ratio(samples, name, 'RxJS recipe').toFixed(2),
      ratio(samples, name, 'the same with features').toFixed(2),
      requests[name],
    ]),
  )
}
