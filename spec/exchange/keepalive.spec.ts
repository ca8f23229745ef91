import http, { createServer } from 'node:http'
import https from 'node:https'
import type { AddressInfo, LookupFunction } from 'node:net'
import test from 'ava'
import { catchError, EMPTY, from, lastValueFrom, mergeMap, toArray } from 'rxjs'
import { createClient, type FetchLike } from '../../lib/index.js'

/**
 * Starts a server whose jobs are done at the n-th poll, and counts its connections. It answers when `together`
 * requests wait.
 */
const serving = async (polls: number, together = 1) => {
  let waiting: (() => void)[] = []
  const connections = { made: 0 }
  const asked = new Map<string, number>()
  const server = createServer((request, response) => {
    const attempt = (asked.get(request.url!) ?? 0) + 1
    asked.set(request.url!, attempt)
    const status = attempt < polls ? 'processing' : 'completed'
    waiting.push(() =>
      response.end(JSON.stringify({ status, clean_description: 'clean', thinking: 'thought' })),
    )
    if (waiting.length < together) return
    for (const answer of waiting) answer()
    waiting = []
  })
  // A pause of the machine must not look like a connection that is not kept.
  server.keepAliveTimeout = 60_000
  server.on('connection', () => connections.made++)
  // Room for a thousand connections at once, because the system refuses what does not fit and the client retries.
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 2000 }, resolve))
  return {
    connections,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

for (const [name, fetch] of [
  ['cross-fetch', undefined],
  ['the native fetch', globalThis.fetch as FetchLike],
] as const) {
  test(`${name}: all polls of one id use one connection`, async (t) => {
    const { url, connections, close } = await serving(100)
    t.teardown(close)
    const { progress$ } = createClient({ apiKey: 'key', baseUrl: url, fetch, interval: 0 })
    t.is((await lastValueFrom(progress$('a'))).status, 'completed')
    t.is(connections.made, 1)
  })

  test(`${name}: a thousand ids need one connection per concurrent poll`, async (t) => {
    const { url, connections, close } = await serving(2)
    t.teardown(close)
    const { progress$ } = createClient({ apiKey: 'key', baseUrl: url, fetch, interval: 0 })
    const ids = Array.from({ length: 1000 }, (_, n) => `job ${n}`)
    const seen = await lastValueFrom(from(ids).pipe(mergeMap(progress$, 20), toArray()))
    t.is(seen.filter(({ status }) => status === 'completed').length, 1000)
    // A job ends, and the first poll of the next one leaves, before the native fetch takes its connection back.
    const limit = name === 'cross-fetch' ? 20 : 40
    t.true(connections.made <= limit, `${connections.made} connections`)
  })
}

for (const jobs of [100, 1000]) {
  test(`cross-fetch: ${jobs} ids polled together keep one connection each`, async (t) => {
    const polls = 3
    // All at a time in each round. Otherwise a few connections serve all jobs, and the others close.
    const { url, connections, close } = await serving(polls, jobs)
    t.teardown(close)
    // Long enough that more connections are idle at once than Node's global agent keeps.
    const { progress$ } = createClient({ apiKey: 'key', baseUrl: url, interval: 500 })
    const ids = Array.from({ length: jobs }, (_, n) => `job ${n}`)
    await lastValueFrom(from(ids).pipe(mergeMap(progress$)))
    t.is(connections.made, jobs)
  })
}

test("cross-fetch: an idle connection is kept longer than Node's default", async (t) => {
  const { url, connections, close } = await serving(2)
  t.teardown(close)
  const { progress$ } = createClient({ apiKey: 'key', baseUrl: url, interval: 6000 })
  await lastValueFrom(progress$('a'))
  t.is(connections.made, 1)
})

/** Polls once and ignores the outcome. */
const pollOnce = (baseUrl: string, fetch?: FetchLike) =>
  lastValueFrom(
    createClient({ apiKey: 'key', baseUrl, fetch, retry: false })
      .progress$('a')
      .pipe(catchError(() => EMPTY)),
    { defaultValue: undefined },
  )

for (const [module, baseUrl] of [
  [http, 'http://127.0.0.1:9'],
  [https, 'https://127.0.0.1:9'],
] as const) {
  test.serial(`${baseUrl}: a proxy in place of the global agent is used`, async (t) => {
    const standard = module.globalAgent
    t.teardown(() => Object.assign(module, { globalAgent: standard }))
    let requests = 0
    class Proxy extends module.Agent {
      createConnection(_: unknown, callback: (error: Error) => void) {
        requests++
        callback(new Error('no connection'))
      }
    }
    Object.assign(module, { globalAgent: new Proxy() })
    await pollOnce(baseUrl)
    t.is(requests, 1)
  })
}

test.serial('the options of the global agent apply', async (t) => {
  const { options } = https.globalAgent as { options: https.AgentOptions & { lookup?: LookupFunction } }
  t.teardown(() => delete options.lookup)
  const hosts: string[] = []
  options.lookup = (host, _, callback) => {
    hosts.push(host)
    callback(new Error('no such host'), '')
  }
  await pollOnce('https://cekura.invalid')
  t.deepEqual(hosts, ['cekura.invalid'])
})

test.serial('the options of a later global agent apply', async (t) => {
  await pollOnce('http://127.0.0.1:9')
  const standard = http.globalAgent
  t.teardown(() => {
    http.globalAgent = standard
  })
  const hosts: (string | undefined)[] = []
  const lookup: LookupFunction = (host, _, callback) => {
    hosts.push(host)
    callback(new Error('no such host'), '')
  }
  http.globalAgent = new http.Agent({ lookup })
  await pollOnce('http://localhost:9')
  t.deepEqual(hosts, ['localhost'])
})

test('a fetch of the caller gets no agent', async (t) => {
  t.plan(1)
  await pollOnce('https://cekura.invalid', (_, init) => {
    t.false('agent' in init)
    return Promise.reject(new Error('offline'))
  })
})
