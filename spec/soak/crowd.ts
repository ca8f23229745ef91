import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import crossFetch from 'cross-fetch'
import { type CekuraClient, type CekuraError, createClient, type FetchLike } from '../../lib/index.js'
import * as jobs from '../../lib/jobs/index.js'
import type { AnyClient, Definition } from '../support/any-job.js'
import { check, liveObjects, nothingLeft, resources, secondsSince } from './checks.js'
import { type Observation, observations } from './observations.js'
import { expected, limit } from './oracle.js'
import { keyOf, type Report } from './server.js'

/** Observes all jobs at once under faults, over loopback, and checks each observation, timers, sockets and memory. */
export const crowd = async (count: number, seed: number): Promise<void> => {
  const title = `${count.toLocaleString('en')} observations at once`
  const server = fork(join(__dirname, 'server.ts'), [String(count), String(seed)], {
    execArgv: ['--import=tsx'],
  })
  const [ports] = (await once(server, 'message')) as [readonly number[]]
  const before = { resources: resources(), objects: liveObjects() }
  const startedAt = performance.now()

  const reported = async (): Promise<Report> => {
    server.send('report')
    return ((await once(server, 'message')) as [Report])[0]
  }
  // All that it keeps is collected before objects are counted.
  const { wrong, figures } = await observeAll(observations(count, seed), ports, reported)
  check(
    `${title}: each observation is as predicted`,
    wrong.length === 0,
    `${figures}, ${secondsSince(startedAt)}`,
  )
  for (const line of wrong.slice(0, 5)) console.log(`       ${line}`)

  server.disconnect()
  await nothingLeft(title, before.resources)
  const more = liveObjects() - before.objects
  check(`${title}: no subscription and no AbortController is left`, more <= 0, `${more}`)
}

const fetches: readonly FetchLike[] = [crossFetch, globalThis.fetch]

const observeAll = async (
  all: readonly Observation[],
  ports: readonly number[],
  reported: () => Promise<Report>,
) => {
  const clients = ports.map((port, i) =>
    createClient({
      apiKey: 'key-of-the-soak',
      baseUrl: `http://127.0.0.1:${port}`,
      fetch: fetches[i % fetches.length]!,
      interval: 200,
      retry: { limit, initialDelay: 20 },
      // So many jobs at once keep a machine busy for longer than the default timeout.
      requestTimeout: 300_000,
    }),
  )
  let polls = 0
  for (const { events$ } of clients)
    events$.subscribe((event) => {
      if (event.type === 'end') polls += event.polls
    })

  const seen = await Promise.all(all.map((one, i) => observe(clients[i % clients.length]!, one)))
  const { received, overlapping, unknown } = await reported()
  const wrong = [
    ...overlapping.map((key) => `two requests at once: ${key}`),
    ...unknown.map((key) => `an unknown request: ${key}`),
  ]
  let [requests, wanted] = [0, 0]
  all.forEach((one, i) => {
    const { start, poll, name } = one
    const { values, end, ...sent } = expected(one, definitionOf(name).progress.changes ?? [])
    const starts = start ? received[keyOf(start.line, start.body)]! : 0
    const actual = { ...seen[i], starts, polls: received[poll.line]! }
    requests += actual.starts + actual.polls
    wanted += sent.polls
    if (!isDeepStrictEqual(actual, { values, end, ...sent }))
      wrong.push(`${poll.line}: ${JSON.stringify(actual)}, not ${JSON.stringify({ values, end, ...sent })}`)
  })
  if (polls !== wanted) wrong.push(`events report ${polls} polls, not ${wanted}`)
  return { wrong, figures: `${wrong.length} faults, ${requests} requests` }
}

const definitionOf = (name: string) => jobs[name as keyof typeof jobs] as Definition

/** Observes one job to its end. */
const observe = (client: CekuraClient, { name, ref, request, leavesAfter }: Observation) =>
  new Promise<{ readonly values: readonly unknown[]; readonly end: string }>((resolve) => {
    const job = client.of(definitionOf(name)) as unknown as AnyClient
    const progress$ = request ? job.run$!(request) : job.progress$(ref)
    const values: unknown[] = []
    const subscription = progress$.subscribe({
      next: (value) => {
        values.push(value)
        if (values.length < leavesAfter) return
        subscription.unsubscribe()
        resolve({ values, end: 'left' })
      },
      error: (error: CekuraError) => resolve({ values, end: endOf(error) }),
      complete: () => resolve({ values, end: 'complete' }),
    })
  })

const endOf = (error: CekuraError): string =>
  error._tag === 'JobFailed' ? `JobFailed ${error.status}: ${error.detail}` : error._tag
