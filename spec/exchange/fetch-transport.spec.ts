import { Readable } from 'node:stream'
import { transferableAbortController } from 'node:util'
import { gzipSync } from 'node:zlib'
import test from 'ava'
import { firstValueFrom, type Observable } from 'rxjs'
import {
  type FetchInit,
  type FetchResponse,
  fetchTransport,
  type HttpReply,
  type HttpRequest,
} from '../../lib/index.js'
import { ownAbortController, platform as node } from '../../lib/platform/node.js'
import { platform as web } from '../../lib/platform/web.js'

const request: HttpRequest = {
  method: 'GET',
  url: 'https://example.com/',
  headers: { a: 'b' },
  maxBodyBytes: 8,
}
const send = (response: FetchResponse, overrides: Partial<HttpRequest> = {}): Promise<HttpReply> =>
  firstValueFrom(fetchTransport(() => Promise.resolve(response))({ ...request, ...overrides }))

const bytes = (...parts: readonly (string | number[])[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const part of parts)
        controller.enqueue(typeof part === 'string' ? new TextEncoder().encode(part) : Uint8Array.from(part))
      controller.close()
    },
  })

/** As node-fetch has bodies. */
const nodeStream = (...parts: readonly string[]): Readable =>
  Readable.from(
    parts.map((part) => Buffer.from(part)),
    { objectMode: false },
  )

const response = (body: unknown, status = 200, text = ''): FetchResponse => ({
  status,
  headers: new Headers(),
  body,
  text: () => Promise.resolve(text),
})

test('calls the fetch without redirects, caches and cookies', async (t) => {
  const calls: [string, FetchInit][] = []
  const fetch = (url: string, init: FetchInit): Promise<Response> => {
    calls.push([url, init])
    return Promise.resolve(new Response('ok'))
  }
  await firstValueFrom(fetchTransport(fetch)({ ...request, method: 'POST', body: 'text' }))
  const [[url, { signal, ...init }]] = calls as [[string, FetchInit]]
  t.is(url, request.url)
  t.true(signal instanceof AbortSignal)
  t.deepEqual(init, {
    method: 'POST',
    headers: { 'cache-control': 'no-cache', pragma: 'no-cache', a: 'b' },
    body: 'text',
    redirect: 'manual',
    cache: 'no-store',
  })
})

test("the caller's cache-control replaces no-cache", async (t) => {
  let sent: unknown
  const fetch = (_url: string, { headers }: FetchInit): Promise<Response> => {
    sent = headers
    return Promise.resolve(new Response('ok'))
  }
  await firstValueFrom(fetchTransport(fetch)({ ...request, headers: { 'cache-control': 'no-store' } }))
  t.deepEqual(sent, { 'cache-control': 'no-store', pragma: 'no-cache' })
})

test.serial("the signal is Node's own, even if a test runner replaces the global", (t) => {
  const { AbortController: own, AbortSignal: ownSignal } = globalThis
  t.teardown(() => (globalThis.AbortController = own))
  globalThis.AbortController = class Foreign {
    readonly signal = new EventTarget() as AbortSignal
    abort(): void {
      t.fail()
    }
  }
  let sent: unknown
  const fetch = (_url: string, { signal }: FetchInit): Promise<never> => {
    sent = signal
    return new Promise(() => {})
  }
  fetchTransport(fetch)(request).subscribe().unsubscribe()
  t.true(sent instanceof ownSignal)
  t.true((sent as AbortSignal).aborted)
  t.is(ownAbortController(transferableAbortController), own)
  t.is(ownAbortController(undefined), globalThis.AbortController, 'Bun has no such function')
})

test.serial('on the web, the classes are the current globals', (t) => {
  const { AbortController: own } = globalThis
  t.teardown(() => (globalThis.AbortController = own))
  t.is(web.TextDecoder, TextDecoder)
  t.false(web.isProxy(new Proxy({}, {})))
  globalThis.AbortController = class Other extends own {}
  t.is(web.AbortController, globalThis.AbortController)
})

test.serial('on the web, headers pass caches if the fetch refuses the option', (t) => {
  const own = globalThis.Request
  t.teardown(() => (globalThis.Request = own))
  const option = { cache: 'no-store' }
  t.deepEqual(web.uncached(), option)
  // As workerd was before 2024-11-11.
  globalThis.Request = Object as unknown as typeof Request
  t.deepEqual(web.uncached(), { headers: { 'cache-control': 'no-cache' } })
  globalThis.Request = undefined as never
  t.deepEqual(web.uncached(), option)
})

test('is cold, and unsubscribing aborts', (t) => {
  const signals: AbortSignal[] = []
  const fetch = (_url: string, { signal }: FetchInit): Promise<never> => {
    signals.push(signal)
    return new Promise(() => {})
  }
  const exchange: Observable<HttpReply> = fetchTransport(fetch)(request)
  t.is(signals.length, 0)
  const subscription = exchange.subscribe()
  t.false(signals[0]!.aborted)
  subscription.unsubscribe()
  t.true(signals[0]!.aborted)
})

for (const [what, body] of [
  ['a web stream', bytes('o', 'k')],
  ['a Node stream', nodeStream('o', 'k')],
  ['no stream', undefined],
  ['null', null],
] as const)
  test(`reads a body that is ${what}`, async (t) => {
    t.is((await send(response(body, 200, 'ok'))).body, 'ok')
  })

test('joins characters split over chunks, and drops a byte order mark', async (t) => {
  const [first, ...rest] = new TextEncoder().encode('\ufeff€')
  t.is((await send(response(bytes([first!], rest)))).body, '€')
})

for (const [what, body] of [
  ['a web stream', bytes('12345', '67890')],
  ['a Node stream', nodeStream('12345', '67890')],
  ['no stream', undefined],
] as const)
  test(`reports ${what} over maxBodyBytes`, async (t) => {
    t.is((await send(response(body, 200, '1234567890'))).unreadable, 'more than maxBodyBytes (8)')
    t.is((await send(response(bytes('12345678')))).unreadable, undefined)
  })

test('stops reading a body that never ends, and aborts', async (t) => {
  let pulled = 0
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(++pulled)),
  })
  const signals: AbortSignal[] = []
  const fetch = (_url: string, { signal }: FetchInit): Promise<FetchResponse> => {
    signals.push(signal)
    return Promise.resolve(response(endless))
  }
  t.truthy((await firstValueFrom(fetchTransport(fetch)(request))).unreadable)
  t.true(pulled < 10)
  t.true(signals[0]!.aborted)
})

test('errors if a Node stream is cut off, and ignores its later errors', async (t) => {
  const body = nodeStream('1', '2').once('data', () => body.destroy())
  await t.throwsAsync(send(response(body)), { message: 'the body was cut off' })
  const broken = nodeStream('1').once('data', () => broken.destroy(new Error('read ECONNRESET')))
  await t.throwsAsync(send(response(broken)), { message: 'read ECONNRESET' })
  t.is(broken.listenerCount('error'), 1)
})

test('errors if a Node stream was cut off before reading', async (t) => {
  for (const [error, message] of [
    [undefined, 'the body was cut off'],
    [new Error('Parse Error'), 'Parse Error'],
  ] as const) {
    const body = nodeStream('1').on('error', () => {})
    body.destroy(error)
    await new Promise((resolve) => body.once('close', resolve))
    await t.throwsAsync(send(response(body)), { message })
  }
})

test('stops reading a Node stream over maxBodyBytes', async (t) => {
  const body = nodeStream('12345', '67890', 'abcde')
  t.is((await send(response(body))).body, '1234567890')
  t.true(body.isPaused())
})

test('reports a body that is not UTF-8', async (t) => {
  t.like(await send(response(bytes([0x61, 0xff]))), { body: 'a\ufffd', unreadable: 'not UTF-8' })
  t.is((await send(response(bytes([0xe2, 0x82])))).unreadable, 'not UTF-8')
})

test('a redirect that a browser hides has status 0', async (t) => {
  t.like(await send(response(null, 0)), { status: 0, body: '' })
})

for (const [what, url, extra, status] of [
  ['that says so', 'https://example.com/', { redirected: true }, 0],
  ['to another server', 'https://elsewhere.example/', {}, 0],
  ['to another path', 'https://example.com/login', {}, 0],
  ['that only writes the URL in its own way', 'https://example.com/?a=%27b%27', {}, 200],
  ['that tells a path', "/?a='b'", {}, 200],
  ['that tells no URL', '', {}, 200],
] as const)
  test(`a reply of a fetch ${what} has status ${status}, because it may have followed a redirect`, async (t) => {
    const asked = "https://example.com/?a='b'"
    const headers = { get: () => null }
    const response = { status: 200, headers, url, ...extra, text: () => Promise.resolve('{}') }
    t.is((await send(response, { url: asked })).status, status)
  })

test("errors with the fetch's rejection", async (t) => {
  const exchange = fetchTransport(() => Promise.reject(new TypeError('fetch failed')))(request)
  await t.throwsAsync(firstValueFrom(exchange), { message: 'fetch failed' })
})

test.serial('on the web, the default fetch is the current global fetch', async (t) => {
  const { fetch } = globalThis
  t.teardown(() => (globalThis.fetch = fetch))
  globalThis.fetch = (url, init) => Promise.resolve(new Response(`${url as string} ${init?.method}`))
  const reply = await firstValueFrom(fetchTransport(web.defaultFetch)({ ...request, maxBodyBytes: 100 }))
  t.is(reply.body, 'https://example.com/ GET')
})

test('on the web, no body counts as a Node stream', (t) => {
  t.is(
    web.readNodeStream(nodeStream('a'), () => true),
    undefined,
  )
})

test('on the web, the library decompresses nothing', (t) => {
  t.throws(() => web.decompress(gzipSync('a'), 10))
})

test.serial("on Deno, the default fetch is Deno's", async (t) => {
  const { fetch } = globalThis
  const deno = globalThis as { Deno?: object }
  t.teardown(() => {
    globalThis.fetch = fetch
    delete deno.Deno
  })
  globalThis.fetch = (url) => Promise.resolve(new Response(`own fetch of ${url as string}`))
  deno.Deno = {}
  const response = await node.defaultFetch('http://127.0.0.1:1/', { headers: {} })
  t.is(await response.text(), 'own fetch of http://127.0.0.1:1/')
})
