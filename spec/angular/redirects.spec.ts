import '@angular/compiler'
import { XhrFactory } from '@angular/common'
import { HttpClient, provideHttpClient, withFetch, withRequestsMadeViaParent } from '@angular/common/http'
import {
  createEnvironmentInjector,
  EnvironmentInjector,
  Injector,
  provideZonelessChangeDetection,
  runInInjectionContext,
} from '@angular/core'
import test, { type ExecutionContext } from 'ava'
import { lastValueFrom } from 'rxjs'
import { httpClientTransport } from '../../lib/angular/http-client.js'
import { keepsRedirect, redirects } from '../../lib/angular/redirects.js'
import { type ClientConfig, type ConfigError, createClient, type HttpError } from '../../lib/index.js'
import { application } from '../support/angular.js'
import { replies } from '../support/virtual.js'

/** An XMLHttpRequest that is answered at once, from `responseURL`, in place of the requested URL. */
const answered = (responseURL?: string, events: readonly string[] = ['load']) => {
  const urls: string[] = []
  const build = () => {
    const listeners = new Map<string, (event: object) => void>()
    return {
      status: 200,
      response: replies.c.body,
      responseURL,
      open: (_: string, url: string) => urls.push(url),
      setRequestHeader: () => undefined,
      getAllResponseHeaders: () => '',
      addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
      removeEventListener: () => undefined,
      send: () => events.forEach((type) => listeners.get(type)!({ loaded: 1 })),
      abort: () => undefined,
    }
  }
  return { urls, factory: { provide: XhrFactory, useValue: { build } } }
}

const clientOver = async (t: ExecutionContext, xhr: ReturnType<typeof answered>, config: ClientConfig) => {
  const { injector } = await application(t, [
    provideZonelessChangeDetection(),
    provideHttpClient(),
    xhr.factory,
  ])
  const transport = runInInjectionContext(injector, () => httpClientTransport(injector.get(HttpClient)))
  return createClient({ transport, baseUrl: 'https://page.example', ...config })
}

const url = 'https://page.example/test_framework/v1/metrics/generate_clean_description_progress/?progress_id='

for (const [option, config] of Object.entries({
  apiKey: { apiKey: 'a-secret' },
  'an apiKey function': { apiKey: () => 'a-secret' },
  headers: { headers: { authorization: 'Bearer a-secret' } },
} satisfies Record<string, ClientConfig>))
  test(`over XMLHttpRequest, ${option} is refused before any request`, async (t) => {
    const xhr = answered()
    const { progress$ } = await clientOver(t, xhr, config)
    const error = await t.throwsAsync<ConfigError>(lastValueFrom(progress$('a')))
    t.is(
      error.message,
      'transport: HttpClient would follow redirects, with apiKey and headers; use provideHttpClient(withFetch())',
    )
    t.is(error._tag, 'Config')
    t.is(error.option, 'transport')
    t.deepEqual(xhr.urls, [])
  })

test('over XMLHttpRequest, a request without secrets is sent', async (t) => {
  const xhr = answered(`${url}a`)
  const { progress$ } = await clientOver(t, xhr, {})
  t.is((await lastValueFrom(progress$('a'))).status, 'completed')
  t.deepEqual(xhr.urls, [`${url}a`])
})

test('a URL that the browser normalizes is not a redirect', (t) => {
  const { isFollowed } = redirects({ xhrFactory: {} }, true)
  const request = { method: 'GET', headers: {}, maxBodyBytes: 1 } as const
  t.false(isFollowed({ ...request, url: "https://page.example/a?b='c'" }, 'https://page.example/a?b=%27c%27'))
  t.true(isFollowed({ ...request, url: "https://page.example/a?b='c'" }, 'https://page.example/a?b=%27d%27'))
})

test('over XMLHttpRequest, a request without secrets can start a job', async (t) => {
  const { start$ } = await clientOver(t, answered(), {})
  // The scripted body has no progress_id.
  await t.throwsAsync(
    lastValueFrom(start$({ agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' })),
    { name: 'DecodeError' },
  )
})

for (const [what, responseURL] of Object.entries({
  'another origin': 'https://other.example/',
  'another path': 'https://page.example/login',
  'another query': `${url}b`,
}))
  for (const events of [['load'], ['progress']])
    test(`over XMLHttpRequest, a response from ${what} is a redirect (${events.join()})`, async (t) => {
      const { progress$ } = await clientOver(t, answered(responseURL, events), {})
      const error = await t.throwsAsync<HttpError>(lastValueFrom(progress$('a')))
      t.is(error._tag, 'Http')
      t.is(error.status, 0)
      t.regex(error.message, /set baseUrl to where this redirects/)
    })

test('an error from another URL is a redirect, too', async (t) => {
  const xhr = answered('https://other.example/')
  const build = xhr.factory.useValue.build
  xhr.factory.useValue.build = () => Object.assign(build(), { status: 503 })
  const { progress$ } = await clientOver(t, xhr, { retry: false })
  t.is((await t.throwsAsync<HttpError>(lastValueFrom(progress$('a')))).status, 0)
})

test('XMLHttpRequest is found behind the client of a parent injector', async (t) => {
  const xhr = answered()
  const { injector } = await application(t, [
    provideZonelessChangeDetection(),
    provideHttpClient(),
    xhr.factory,
  ])
  const child = createEnvironmentInjector(
    [provideHttpClient(withRequestsMadeViaParent())],
    injector.get(EnvironmentInjector),
  )
  const transport = runInInjectionContext(child.get(Injector), () =>
    httpClientTransport(child.get(HttpClient)),
  )
  const { progress$ } = createClient({ transport, apiKey: 'a-secret' })
  await t.throwsAsync(lastValueFrom(progress$('a')), { message: /withFetch/ })
  t.deepEqual(xhr.urls, [])
})

test('outside an injection context, secrets are refused', async (t) => {
  const { injector } = await application(t, [
    provideZonelessChangeDetection(),
    provideHttpClient(withFetch()),
  ])
  const transport = httpClientTransport(injector.get(HttpClient))
  await t.throwsAsync(lastValueFrom(createClient({ transport, apiKey: 'a-secret' }).progress$('a')), {
    message: /; call httpClientTransport in an injection context$/,
  })
})

test('before Angular 20.1, secrets are refused, and a response from another URL is a redirect', (t) => {
  const { check, isFollowed } = redirects({}, false)
  const request = { method: 'GET', url: 'https://page.example/a', maxBodyBytes: 1 } as const
  t.throws(() => check({ ...request, headers: { 'x-cekura-api-key': 'a-secret' } }), {
    message: /; update Angular to 20.1 or later$/,
  })
  const plain = { ...request, headers: { accept: 'application/json' } }
  t.notThrows(() => check(plain))
  t.true(isFollowed(plain, 'https://other.example/a'))
  t.false(isFollowed(plain, request.url))
  // Interceptors that answer by themselves give no URL.
  t.false(isFollowed(plain, null))
})

test('this Angular keeps the option', (t) => {
  t.true(keepsRedirect())
})

test.serial('over XMLHttpRequest, fetch options are omitted, because Angular warns about them', async (t) => {
  const warnings: unknown[] = []
  const { warn } = console
  console.warn = (warning) => warnings.push(warning)
  t.teardown(() => (console.warn = warn))
  const { progress$ } = await clientOver(t, answered(), {})
  t.is((await lastValueFrom(progress$('a'))).status, 'completed')
  t.deepEqual(warnings, [])
})
