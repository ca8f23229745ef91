import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { forkJoin, lastValueFrom, of } from 'rxjs'
import crossFetch from 'cross-fetch'
import { type CekuraError, createClient, type FetchLike, type HttpReply } from '../../lib/index.js'
import { jobs, retry } from './jobs.js'

/*
 * What takes too long for every run of the tests: ten thousand jobs at once under random faults against a server in
 * another process, on both fetches, and a million polls of one stream. Afterwards nothing may be left; that the process
 * then ends by itself is seen by its ending.
 */

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

let passed = 0
let failed = 0
const check = (what: string, isTrue: boolean, figures = ''): void => {
  if (isTrue) passed++
  else failed++
  console.log(`${isTrue ? 'ok    ' : 'FAILED'} ${what}${figures && `: ${figures}`}`)
}

const complaints: string[] = []
process.on('warning', ({ name, message }) => complaints.push(`${name}: ${message}`))
process.on('unhandledRejection', (reason) => complaints.push(`unhandled rejection: ${String(reason)}`))
process.on('uncaughtException', (error) => complaints.push(`uncaught: ${error.message}`))

const heap = (): number => {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}
const seconds = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`

const resources = (): string[] => process.getActiveResourcesInfo().sort()

/** What a process has of its own: its output, and the pipe to the server. */
const ours = (before: readonly string[]): string[] => {
  const others = [...before]
  return resources().filter((resource) => {
    const at = others.indexOf(resource)
    if (at >= 0) others.splice(at, 1)
    return at < 0
  })
}

const nothingLeft = async (what: string, before: readonly string[]): Promise<void> => {
  // The fetches keep idle connections for a few seconds; these hold no process back, but show as long as they close.
  for (let tries = 0; tries < 100 && ours(before).length > 0; tries++) await sleep(100)
  check(
    `${what}: nothing of ours is left`,
    ours(before).length === 0,
    ours(before).join(' ') || 'no resource',
  )
  check(`${what}: no warning, no unhandled rejection`, complaints.length === 0, complaints.join('; '))
}

const manyJobs = async (
  name: string,
  fetch: FetchLike,
  ports: readonly number[],
  seed: number,
): Promise<void> => {
  const what = `10,000 ids at once, ${name}`
  const before = resources()
  const begun = performance.now()
  let requests = 0
  let polls = 0
  let endings = 0
  const { progress$, events$ } = createClient({
    apiKey: 'key-of-the-soak',
    baseUrl: 'http://127.0.0.1',
    fetch: (url, init) => {
      const port = ports[requests++ % ports.length]
      return fetch(url.replace('127.0.0.1', `127.0.0.1:${port}`), init)
    },
    interval: 500,
    retry,
    // Ten thousand at once keep a machine busy for longer than one request should take.
    requestTimeout: 300_000,
  })
  events$.subscribe((event) => {
    if (event.type !== 'end') return
    endings++
    polls += event.polls
  })
  const all = jobs(10_000, seed)
  const wrong: string[] = []
  await lastValueFrom(
    forkJoin(
      all.map(
        ({ id, seen }) =>
          new Promise<void>((resolve) => {
            const actual: string[] = []
            const end = (how: string, error = ''): void => {
              if ([...actual, how].join(' ') !== seen)
                wrong.push(`${id}: ${actual.join(' ')} ${how} ${error}, not ${seen}`)
              resolve()
            }
            progress$(id).subscribe({
              next: ({ status }) => actual.push(status),
              error: (error: CekuraError) => end(error._tag, error.message),
              complete: () => end('complete'),
            })
          }),
      ),
    ),
  )
  check(
    `${what}: all end as the model says`,
    wrong.length === 0,
    `${wrong.length} otherwise, in ${seconds(begun)}`,
  )
  for (const line of wrong.slice(0, 5)) console.log(`       ${line}`)
  check(
    `${what}: one end each, and no request untold`,
    endings === 10_000 && polls === requests,
    `${requests} requests`,
  )
  await nothingLeft(what, before)
}

const manyPolls = async (): Promise<void> => {
  const what = '1,000,000 polls of one stream'
  const before = resources()
  const begun = performance.now()
  const queued: HttpReply = { status: 200, body: '{"status":"queued"}' }
  const processing: HttpReply = { status: 200, body: '{"status":"processing"}' }
  const completed: HttpReply = {
    status: 200,
    body: '{"status":"completed","clean_description":"","thinking":""}',
  }
  const heaps: number[] = []
  let polls = 0
  const transport = () => {
    if (++polls % 100_000 === 0) heaps.push(heap())
    return of(polls === 1_000_000 ? completed : polls % 1000 < 500 ? queued : processing)
  }
  const { progress$ } = createClient({ transport, interval: 0, deadline: Infinity })
  const { setInterval } = globalThis
  // A timer of 0 takes a millisecond, and a million of them a quarter of an hour.
  globalThis.setInterval = ((act: () => void, ms: number) =>
    ms > 0 ? setInterval(act, ms) : setImmediate(act)) as typeof setInterval
  let transitions = 0
  await progress$('a').forEach(() => transitions++)
  globalThis.setInterval = setInterval
  const [first, ...others] = heaps as [number, ...number[]]
  check(
    `${what}: each transition`,
    polls === 1_000_000 && transitions === 2001,
    `${transitions}, in ${seconds(begun)}`,
  )
  const highest = Math.max(...others)
  check(
    `${what}: the heap is flat`,
    highest - first < 1,
    `MiB ${heaps.map((mib) => mib.toFixed(2)).join(' ')}`,
  )
  await nothingLeft(what, before)
}

const main = async (): Promise<void> => {
  const child = fork(join(__dirname, 'server.ts'), { execArgv: ['--import=tsx'] })
  const [ports] = (await once(child, 'message')) as [readonly number[]]
  await manyJobs('cross-fetch', crossFetch, ports, 1)
  await manyJobs('the native fetch', globalThis.fetch, ports, 2)
  child.disconnect()
  await manyPolls()
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
void main()
