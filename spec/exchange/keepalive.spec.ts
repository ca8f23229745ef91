import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'ava'
import { from, lastValueFrom, mergeMap, toArray } from 'rxjs'
import { createClient, type FetchLike } from '../../lib/index.js'

/** A server whose jobs are done at the n-th poll, and how many connections were made to it. */
const serving = async (polls: number) => {
  const connections = { made: 0 }
  const asked = new Map<string, number>()
  const server = createServer((request, response) => {
    const attempt = (asked.get(request.url!) ?? 0) + 1
    asked.set(request.url!, attempt)
    const status = attempt < polls ? 'processing' : 'completed'
    response.end(JSON.stringify({ status, clean_description: 'clean', thinking: 'thought' }))
  })
  // A pause of the machine must not look like a connection that is not kept.
  server.keepAliveTimeout = 60_000
  server.on('connection', () => connections.made++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
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
  test(`${name}: all polls of one id go over one connection`, async (t) => {
    const { url, connections, close } = await serving(100)
    t.teardown(close)
    const { progress$ } = createClient({ apiKey: 'key', baseUrl: url, fetch, interval: 0 })
    t.is((await lastValueFrom(progress$('a'))).status, 'completed')
    t.is(connections.made, 1)
  })

  test(`${name}: a thousand ids need no more connections than are polled at a time`, async (t) => {
    const { url, connections, close } = await serving(2)
    t.teardown(close)
    const { progress$ } = createClient({ apiKey: 'key', baseUrl: url, fetch, interval: 0 })
    const ids = Array.from({ length: 1000 }, (_, n) => `job ${n}`)
    const seen = await lastValueFrom(from(ids).pipe(mergeMap(progress$, 20), toArray()))
    t.is(seen.filter(({ status }) => status === 'completed').length, 1000)
    t.true(connections.made <= 20, `${connections.made} connections`)
  })

  test(`${name}: a thousand ids polled together keep their connections from poll to poll`, async (t) => {
    const { url, connections, close } = await serving(2)
    t.teardown(close)
    const { progress$ } = createClient({ apiKey: 'key', baseUrl: url, fetch, interval: 0 })
    const ids = Array.from({ length: 1000 }, (_, n) => `job ${n}`)
    await lastValueFrom(from(ids).pipe(mergeMap(progress$)))
    t.true(connections.made <= 1000, `${connections.made} connections for 2000 polls`)
  })
}
