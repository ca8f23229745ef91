import '@angular/compiler'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runInNewContext } from 'node:vm'
import { PlatformLocation } from '@angular/common'
import {
  HttpClient,
  HttpEventType,
  HttpHeaderResponse,
  type HttpInterceptorFn,
  HttpXsrfTokenExtractor,
  provideHttpClient,
  withFetch,
  withInterceptors,
} from '@angular/common/http'
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing'
import {
  type EnvironmentProviders,
  type Provider,
  provideZonelessChangeDetection,
  runInInjectionContext,
} from '@angular/core'
import test, { type ExecutionContext } from 'ava'
import { firstValueFrom, lastValueFrom, throwError } from 'rxjs'
import { httpClientTransport } from '../../lib/angular/http-client.js'
import {
  createClient,
  type DecodeError,
  type HttpError,
  type HttpReply,
  type HttpRequest,
  type NetworkError,
} from '../../lib/index.js'
import { application } from '../support/angular.js'
import { replies } from '../support/virtual.js'
import { until } from '../support/until.js'

const request: HttpRequest = {
  method: 'GET',
  url: 'https://api.example/path?progress_id=a',
  headers: { accept: 'application/json' },
  maxBodyBytes: 8,
}

const transportOf = async (t: ExecutionContext, providers: (Provider | EnvironmentProviders)[]) => {
  const { injector } = await application(t, [provideZonelessChangeDetection(), ...providers])
  const transport = runInInjectionContext(injector, () => httpClientTransport(injector.get(HttpClient)))
  return { injector, transport }
}

/* Against HttpTestingController. */

const tested = async (
  t: ExecutionContext,
  interceptors: HttpInterceptorFn[] = [],
  providers: Provider[] = [],
) => {
  const { injector, transport } = await transportOf(t, [
    provideHttpClient(withInterceptors(interceptors)),
    provideHttpClientTesting(),
    providers,
  ])
  return { http: injector.get(HttpTestingController), transport, injector }
}

/** Returns the result of one exchange that the controller answers. */
const exchanged = async (
  t: ExecutionContext,
  act: (sent: TestRequest) => void,
): Promise<{ replies: HttpReply[]; error: unknown; completed: boolean; sent: TestRequest }> => {
  const { http, transport } = await tested(t)
  const heard = { replies: [] as HttpReply[], error: undefined as unknown, completed: false }
  transport(request).subscribe({
    next: (reply) => heard.replies.push(reply),
    error: (error: unknown) => (heard.error = error),
    complete: () => (heard.completed = true),
  })
  const sent = http.expectOne(request.url)
  act(sent)
  return { ...heard, sent }
}

test("sends the client's request as text, without redirects or caches", async (t) => {
  const { http, transport } = await tested(t)
  transport({ ...request, method: 'POST', body: '{}' }).subscribe()
  const { request: sent } = http.expectOne(request.url)
  t.like(sent, {
    method: 'POST',
    body: '{}',
    responseType: 'text',
    redirect: 'manual',
    cache: 'no-store',
    transferCache: false,
  })
  t.is(sent.headers.get('accept'), 'application/json')
})

test('is cold, and unsubscribing cancels the request', async (t) => {
  const { http, transport } = await tested(t)
  const exchange = transport(request)
  http.expectNone(request.url)
  const subscription = exchange.subscribe()
  const sent = http.expectOne(request.url)
  t.false(sent.cancelled)
  subscription.unsubscribe()
  t.true(sent.cancelled)
})

for (const [what, act, expected] of [
  ['an answer', (sent) => sent.flush('{}'), { status: 200, body: '{}' }],
  ['an empty answer', (sent) => sent.flush(null, { status: 204, statusText: '' }), { status: 204, body: '' }],
  [
    'an answer outside 2xx',
    (sent) => sent.flush('{}', { status: 503, statusText: '', headers: { 'retry-after': '7' } }),
    { status: 503, body: '{}' },
  ],
  [
    'an answer outside 2xx without a body',
    (sent) => sent.flush('', { status: 404, statusText: '' }),
    { status: 404, body: '' },
  ],
  [
    'a redirect that fetch hides',
    (sent) => sent.flush(null, { status: 0, statusText: '' }),
    { status: 0, body: '' },
  ],
  ['a body of exactly maxBodyBytes', (sent) => sent.flush('12345678'), { status: 200, body: '12345678' }],
  [
    'a body over maxBodyBytes',
    (sent) => sent.flush('12345\u20ac\u20ac'),
    { status: 200, body: '', unreadable: 'more than maxBodyBytes (8)' },
  ],
] satisfies [string, (sent: TestRequest) => void, HttpReply][])
  test(`${what} is a reply`, async (t) => {
    const { replies, completed } = await exchanged(t, act)
    t.is(replies.length, 1)
    const { headers, ...reply } = replies[0]!
    t.deepEqual(reply, expected)
    t.true(completed)
    if (expected.status === 503) t.is((headers as Headers).get('retry-after'), '7')
  })

test('does not wait for the rest of a body over maxBodyBytes', async (t) => {
  const { replies, completed, sent } = await exchanged(t, (sent) => {
    sent.event({ type: HttpEventType.Sent })
    sent.event(new HttpHeaderResponse({ status: 404 }))
    sent.event({ type: HttpEventType.DownloadProgress, loaded: 8 })
    sent.event({ type: HttpEventType.DownloadProgress, loaded: 9 })
  })
  t.like(replies, [{ status: 404, body: '', unreadable: 'more than maxBodyBytes (8)' }])
  t.true(completed)
  t.true(sent.cancelled)
})

for (const [what, error, message] of [
  ['XMLHttpRequest', { type: 'error' }, 'the browser gives no reason'],
  ['fetch', new TypeError('Failed to fetch'), 'Failed to fetch'],
] as const)
  test(`no answer through ${what} is an error`, async (t) => {
    const { error: heard, replies } = await exchanged(t, (sent) => sent.error(error as ProgressEvent))
    t.is((heard as Error).message, message)
    t.true(heard instanceof Error)
    t.deepEqual(replies, [])
  })

test("an interceptor's error is a NetworkError", async (t) => {
  const { transport } = await tested(t, [() => throwError(() => new Error('signed out'))])
  const error = await t.throwsAsync<NetworkError>(
    lastValueFrom(createClient({ transport, retry: false }).progress$('a')),
  )
  t.is(error._tag, 'Network')
  t.is(error.cause instanceof Error && error.cause.message, 'signed out')
})

test.serial('interceptors and XSRF protection apply to paths of the page', async (t) => {
  const location = { origin: 'https://page.example', href: 'https://page.example/app/' }
  Object.assign(globalThis, { location })
  t.teardown(() => Reflect.deleteProperty(globalThis, 'location'))
  const { http, transport } = await tested(
    t,
    [(sent, next) => next(sent.clone({ setHeaders: { 'x-trace': sent.url } }))],
    [
      { provide: PlatformLocation, useValue: location },
      { provide: HttpXsrfTokenExtractor, useValue: { getToken: () => 'token' } },
    ],
  )
  const { start$ } = createClient({ transport, baseUrl: '/api' })
  const id = firstValueFrom(start$({ agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' }))
  let sent: TestRequest[] = []
  await until(() => (sent = http.match(() => true)).length > 0)
  const path = '/api/test_framework/v1/metrics/generate_clean_description_bg/'
  t.is(sent[0]!.request.url, path)
  t.is(sent[0]!.request.headers.get('x-trace'), path)
  t.is(sent[0]!.request.headers.get('x-xsrf-token'), 'token')
  sent[0]!.flush('{"progress_id":"a"}')
  t.is(await id, 'a')
  transport({ ...request, url: 'https://page.example.org/' }).subscribe()
  http.expectOne('https://page.example.org/')
})

test('works outside an injection context', async (t) => {
  const { injector, http } = await tested(t)
  const sent = httpClientTransport(injector.get(HttpClient))(request).subscribe()
  t.is(http.expectOne(request.url).request.redirect, 'manual')
  sent.unsubscribe()
})

/* Over a real server, by Angular's FetchBackend. */

const listening = async (t: ExecutionContext, listener: RequestListener) => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const serving = async (t: ExecutionContext, listener: RequestListener) => {
  const baseUrl = await listening(t, listener)
  const { transport } = await transportOf(t, [provideHttpClient(withFetch())])
  return createClient({ transport, baseUrl, interval: 1, retry: false, maxBodyBytes: 1000 })
}

test('over fetch: emits each transition', async (t) => {
  const bodies = [replies.q, replies.p, replies.c].map(({ body }) => body)
  const { progress$ } = await serving(t, (_, response) => response.end(bodies.shift()))
  t.is((await lastValueFrom(progress$('a'))).status, 'completed')
  t.is(bodies.length, 0)
})

test('over fetch: redirects are not followed', async (t) => {
  let asked = 0
  const { progress$ } = await serving(t, (_, response) => {
    asked++
    response.writeHead(302, { location: '/' }).end()
  })
  t.is((await t.throwsAsync<HttpError>(lastValueFrom(progress$('a')))).status, 302)
  t.is(asked, 1)
})

test('over fetch: unsubscribing aborts, also within a body', async (t) => {
  for (const start of ['', '{"status":']) {
    let asked = false
    let closed = false
    const { progress$ } = await serving(t, (_, response) => {
      asked = true
      response.on('close', () => (closed = true))
      if (start) response.write(start)
    })
    const subscription = progress$('a').subscribe()
    await until(() => asked)
    t.false(closed)
    subscription.unsubscribe()
    await until(() => closed)
  }
})

test('over fetch: an endless body is aborted as soon as it is too long', async (t) => {
  let closed = false
  const { progress$ } = await serving(t, (_, response) => {
    response.on('close', () => (closed = true))
    response.write(' '.repeat(1001))
  })
  const error = await t.throwsAsync<DecodeError>(lastValueFrom(progress$('a')))
  t.is(error._tag, 'Decode')
  t.regex(error.message, /maxBodyBytes \(1000\)/)
  await until(() => closed)
})

test('over fetch: a broken connection is an error', async (t) => {
  for (const start of ['', '{"status":']) {
    const { progress$ } = await serving(t, (_, response) => {
      if (start) response.write(start, () => response.destroy())
      else response.destroy()
    })
    t.is((await t.throwsAsync<NetworkError>(lastValueFrom(progress$('a'))))._tag, 'Network')
  }
})

test('over fetch: sends the key', async (t) => {
  let key: string | string[] | undefined
  const server = await listening(t, ({ headers }, response) => {
    key = headers['x-cekura-api-key']
    response.end(replies.c.body)
  })
  const { transport } = await transportOf(t, [provideHttpClient(withFetch())])
  const { progress$ } = createClient({ transport, baseUrl: server, apiKey: 'a-key' })
  await lastValueFrom(progress$('a'))
  t.is(key, 'a-key')
})

test('an error of another realm keeps its message', async (t) => {
  const foreign: unknown = runInNewContext('new TypeError("fetch failed")')
  t.false(foreign instanceof Error)
  const { error } = await exchanged(t, (sent) => sent.error(foreign as ProgressEvent))
  t.is(error, foreign)
})
