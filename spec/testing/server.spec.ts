import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { from, lastValueFrom, mergeMap, toArray } from 'rxjs'
import {
  type ClientConfig,
  createClient,
  type FetchLike,
  type HttpError,
  type NetworkError,
  type Progress,
} from '../../lib/index.js'
import { fakeCekura } from '../../lib/testing/index.js'
import { until } from '../support/until.js'

/*
 * Repeats the rules of the marbles over real sockets and on a real clock. It checks the order and the number of
 * requests, never their speed.
 */

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Starts a server for one test, and keeps its connections. */
const serving = async (t: ExecutionContext, handler: Handler) => {
  const sockets = new Set<Socket>()
  const server = createServer(handler).on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets }
}

const answer = (response: ServerResponse, status: string): void => {
  response.end(JSON.stringify({ status, clean_description: 'clean', thinking: 'thought' }))
}

for (const [name, fetch] of [
  ['cross-fetch', undefined],
  ['the native fetch', globalThis.fetch as FetchLike],
] as const) {
  const client = (config: ClientConfig) =>
    createClient({ apiKey: 'key', fetch, interval: 1, retry: { initialDelay: 1 }, ...config })

  test(`${name}: emits each transition once, over one connection`, async (t) => {
    const statuses = ['queued', 'queued', 'processing', 'processing', 'processing', 'completed']
    const { url, sockets } = await serving(t, (_, response) => answer(response, statuses.shift()!))
    const seen = await lastValueFrom(client({ baseUrl: url }).progress$('a').pipe(toArray()))
    t.deepEqual(
      seen.map((p) => p.status),
      ['queued', 'processing', 'completed'],
    )
    t.is(statuses.length, 0)
    t.is(sockets.size, 1)
  })

  test(`${name}: one id has at most one request in flight`, async (t) => {
    let inFlight = 0
    let most = 0
    const statuses = ['queued', 'processing', 'completed']
    const { url } = await serving(t, (_, response) => {
      most = Math.max(most, ++inFlight)
      setTimeout(() => {
        inFlight--
        answer(response, statuses.shift()!)
      }, 20)
    })
    const { progress$ } = client({ baseUrl: url })
    const observers = [1, 2, 3].map(() => lastValueFrom(progress$('a').pipe(toArray())))
    for (const seen of await Promise.all(observers)) t.is(seen.length, 3)
    t.is(most, 1)
  })

  test(`${name}: unsubscribing aborts a request before its headers and within its body`, async (t) => {
    for (const start of [() => undefined, (response: ServerResponse) => response.write('{"status":')]) {
      let asked = false
      let closed = false
      const { url } = await serving(t, (_, response) => {
        asked = true
        response.on('close', () => (closed = true))
        start(response)
      })
      const subscription = client({ baseUrl: url }).progress$('a').subscribe()
      await until(() => asked)
      t.false(closed)
      subscription.unsubscribe()
      await until(() => closed)
    }
  })

  test(`${name}: transient failures are retried, and the last is the error`, async (t) => {
    const statuses = [503, 429, 500, 200]
    const { url } = await serving(t, (_, response) => {
      response.statusCode = statuses.shift()!
      answer(response, 'completed')
    })
    t.is((await lastValueFrom(client({ baseUrl: url }).progress$('a'))).status, 'completed')

    let asked = 0
    const broken = await serving(t, (_, response) => {
      asked++
      response.writeHead(503, { 'content-type': 'application/json' }).end('{"detail":"maintenance"}')
    })
    const { progress$ } = client({ baseUrl: broken.url, retry: { limit: 2, initialDelay: 1 } })
    t.like(await t.throwsAsync<HttpError>(lastValueFrom(progress$('a'))), {
      status: 503,
      detail: 'maintenance',
    })
    t.is(asked, 3)
  })

  test(`${name}: the request timeout covers the body`, async (t) => {
    const { url } = await serving(t, (_, response) => void response.write('{"status":'))
    const { progress$ } = client({ baseUrl: url, requestTimeout: 50, retry: false })
    t.is((await t.throwsAsync<NetworkError>(lastValueFrom(progress$('a')))).code, 'ETIMEDOUT')
  })

  test(`${name}: a redirect is not followed, and the key stays with its server`, async (t) => {
    let followed = 0
    const other = await serving(t, (_, response) => {
      followed++
      answer(response, 'completed')
    })
    const { url } = await serving(t, (_, response) => response.writeHead(302, { location: other.url }).end())
    const error = await t.throwsAsync<HttpError>(lastValueFrom(client({ baseUrl: url }).progress$('a')))
    t.is(error.status, 302)
    t.is(followed, 0)
  })

  test(`${name}: run$ starts a job and observes it to its end`, async (t) => {
    const fake = fakeCekura({ apiKey: 'key' })
    const server = await fake.listen()
    t.teardown(server.close)
    const request = { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' } as const
    const seen = await lastValueFrom(client({ baseUrl: server.url }).run$(request).pipe(toArray()))
    t.deepEqual(
      seen.map((p) => p.status),
      ['queued', 'processing', 'completed'],
    )
  })

  test(`${name}: mergeMap observes many ids`, async (t) => {
    const fake = fakeCekura()
    const server = await fake.listen()
    t.teardown(server.close)
    const ids = Array.from({ length: 50 }, (_, n) => `job ${n}`)
    for (const id of ids) fake.job(id, ['queued', 'processing', 'completed'])
    const { progress$ } = client({ baseUrl: server.url })
    const seen: Progress[] = await lastValueFrom(from(ids).pipe(mergeMap(progress$, 10), toArray()))
    t.is(seen.filter((p) => p.status === 'completed').length, 50)
    t.is(seen.length, 150)
  })
}
