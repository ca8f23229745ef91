import '../support/zone-flags.js'
import 'zone.js'
import '@angular/compiler'
import { HttpClient, provideHttpClient } from '@angular/common/http'
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing'
import {
  ApplicationRef,
  DestroyRef,
  DOCUMENT,
  inject,
  InjectionToken,
  NgZone,
  provideEnvironmentInitializer,
  provideZoneChangeDetection,
  runInInjectionContext,
} from '@angular/core'
import test, { type ExecutionContext } from 'ava'
import { forkJoin, lastValueFrom, type Observable, of, throwError, toArray } from 'rxjs'
import { injectCekura, provideCekura } from '../../lib/angular/index.js'
import {
  type CekuraClient,
  type ClientConfig,
  type ClientEvent,
  type ConfigError,
  defineJob,
  done,
  failed,
  pending,
  type Transport,
} from '../../lib/index.js'
import { agentImport, testRun } from '../../lib/jobs/index.js'
import { answering, application, hanging } from '../support/angular.js'
import { ok, replies } from '../support/virtual.js'
import { until } from '../support/until.js'

type Config = ClientConfig | (() => ClientConfig)

const running = async (t: ExecutionContext, config?: Config) => {
  const { injector, destroy } = await application(t, [provideZoneChangeDetection(), provideCekura(config)])
  const client: CekuraClient = runInInjectionContext(injector, injectCekura)
  return { injector, destroy, client, zone: injector.get(NgZone), app: injector.get(ApplicationRef) }
}

test('an application has one client', async (t) => {
  const { injector, client } = await running(t)
  t.is(runInInjectionContext(injector, injectCekura), client)
})

test('without provideCekura, injectCekura throws an error that names it', async (t) => {
  const { injector } = await application(t, [])
  t.throws(() => runInInjectionContext(injector, injectCekura), { message: /provideCekura\(\) provides it/ })
})

test('a config function can inject, and is called once', async (t) => {
  const TRANSPORT = new InjectionToken<Transport>('transport')
  let called = 0
  const { injector } = await application(t, [
    { provide: TRANSPORT, useValue: answering('c').transport },
    provideCekura(() => {
      called++
      return { transport: inject(TRANSPORT) }
    }),
  ])
  for (const { progress$ } of [1, 2].map(() => runInInjectionContext(injector, injectCekura)))
    t.is((await lastValueFrom(progress$('a'))).status, 'completed')
  t.is(called, 1)
})

const throughHttpClient = async (t: ExecutionContext, config?: ClientConfig) => {
  const { injector } = await application(t, [
    provideHttpClient(),
    provideHttpClientTesting(),
    provideCekura(config),
  ])
  return {
    http: injector.get(HttpTestingController),
    client: runInInjectionContext(injector, injectCekura),
    plain: injector.get(HttpClient),
  }
}

test('requests go through the HttpClient, if there is one', async (t) => {
  const { http, client } = await throughHttpClient(t, { interval: 1 })
  const seen = lastValueFrom(client.run$(request).pipe(toArray()))
  const answer = async (path: string, body: object): Promise<void> => {
    let asked = http.match((r) => r.url.includes(path))
    await until(() => asked.length > 0 || (asked = http.match((r) => r.url.includes(path))).length > 0)
    asked[0]!.flush(JSON.stringify(body))
  }
  await answer('_bg/', { progress_id: 'a' })
  await answer('_progress/?progress_id=a', { status: 'queued' })
  await answer('_progress/?progress_id=a', { status: 'completed', clean_description: '-', thinking: '-' })
  t.deepEqual(
    (await seen).map(({ status }) => status),
    ['queued', 'completed'],
  )
})

const request = { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' } as const

for (const [option, config] of Object.entries({
  transport: { transport: answering('c').transport },
  fetch: { fetch: () => Promise.resolve(new Response(replies.c.body)) },
} satisfies Record<string, ClientConfig>))
  test(`the option ${option} takes precedence over the HttpClient`, async (t) => {
    const { http, client } = await throughHttpClient(t, config)
    t.is((await lastValueFrom(client.progress$('a'))).status, 'completed')
    http.verify()
  })

test('polls outside the zone, and notifies inside it', async (t) => {
  const { zones, transport } = answering('qqpf')
  const { client, zone } = await running(t, { transport, interval: 1 })
  const heard: [string, boolean][] = []
  let ended = false
  const hear = (what: string): void => void heard.push([what, NgZone.isInAngularZone()])
  zone.run(() =>
    client.progress$('a').subscribe({
      next: (p) => hear(p.status),
      error: () => {
        hear('error')
        ended = true
      },
    }),
  )
  await until(() => ended)
  t.deepEqual(heard, [
    ['queued', true],
    ['processing', true],
    ['error', true],
  ])
  t.deepEqual(zones, [false, false, false, false])
})

test('notifies inside the zone even if subscribed to outside, also on completion', async (t) => {
  const { client, zone } = await running(t, { transport: answering('c').transport })
  const heard = await new Promise<boolean>((resolve) =>
    zone.runOutsideAngular(() =>
      client.progress$('a').subscribe({ complete: () => resolve(NgZone.isInAngularZone()) }),
    ),
  )
  t.true(heard)
})

test('another job is cancelled outside the zone, and completes inside it', async (t) => {
  const { zones, transport } = answering('c')
  const { client, zone } = await running(t, { transport })
  const heard = await new Promise<boolean>((resolve) =>
    zone.run(() =>
      client
        .of(testRun)
        .cancel$(7)
        .subscribe({ complete: () => resolve(NgZone.isInAngularZone()) }),
    ),
  )
  t.true(heard)
  t.deepEqual(zones, [false])
  t.is(client.of(testRun), client.of(testRun))
  t.false('cancel$' in client.of(agentImport))
})

test('change detection runs for a transition, not for a poll', async (t) => {
  const { zones, transport } = answering('qqqqqqqqqqc')
  const { client, zone } = await running(t, { transport, interval: 1 })
  let checks = 0
  zone.onMicrotaskEmpty.subscribe(() => checks++)
  let ended = false
  zone.run(() => client.progress$('a').subscribe({ complete: () => (ended = true) }))
  await until(() => ended)
  t.is(zones.length, 11)
  t.is(checks, 4) // the subscription, two transitions, the completion
})

test('a poll that is due or pending leaves the application stable', async (t) => {
  const queued = answering('q')
  const pending = hanging()
  const { client, app, zone } = await running(t, {
    transport: (request) => (queued.zones.length === 0 ? queued : pending).transport(request),
    interval: 5,
  })
  let isStable = false
  app.isStable.subscribe((stable) => (isStable = stable))
  zone.run(() => client.progress$('a').subscribe())
  await until(() => queued.zones.length === 1)
  await until(() => isStable)
  t.false(zone.hasPendingMacrotasks)
  await until(() => pending.open.size === 1)
  t.true(isStable)
  t.false(zone.hasPendingMacrotasks)
})

test('events arrive in the zone of their subscription', async (t) => {
  const { client, zone } = await running(t, { transport: answering('c').transport })
  const heard: [string, boolean][] = []
  const hear = ({ type }: ClientEvent): void => void heard.push([type, NgZone.isInAngularZone()])
  const inside = zone.run(() => client.events$.subscribe(hear))
  await lastValueFrom(client.progress$('a'))
  t.deepEqual(heard, [
    ['begin', true],
    ['poll', true],
    ['transition', true],
    ['end', true],
  ])
  inside.unsubscribe()
  heard.length = 0
  zone.runOutsideAngular(() => client.events$.subscribe(hear))
  await lastValueFrom(zone.run(() => client.progress$('a')))
  t.deepEqual(heard, [
    ['begin', false],
    ['poll', false],
    ['transition', false],
    ['end', false],
  ])
})

test('subscribers share one loop; the last to unsubscribe aborts it', async (t) => {
  const { transport, open } = hanging()
  const { client } = await running(t, { transport })
  const subscriptions = [1, 2, 3].map(() => client.progress$('a').subscribe())
  await until(() => open.size === 1)
  subscriptions.slice(1).forEach((subscription) => subscription.unsubscribe())
  t.is(open.size, 1)
  subscriptions[0]!.unsubscribe()
  t.is(open.size, 0)
})

test('destroying the application ends polling without an error', async (t) => {
  const { transport, open } = hanging()
  const { client, destroy } = await running(t, { transport })
  const fails = () => t.fail()
  for (const source of [
    client.progress$('a'),
    client.start$(request),
    client.run$(request),
  ] as Observable<unknown>[])
    source.subscribe({ next: fails, error: fails, complete: fails })
  await until(() => open.size === 3)
  destroy()
  t.is(open.size, 0)
})

test('unsubscribing on the first value ends polling', async (t) => {
  const { zones, transport } = answering('q')
  const { client, destroy } = await running(t, { transport, interval: 0 })
  const heard: string[] = []
  await new Promise<void>((resolve) => {
    const subscription = client.progress$('a').subscribe((p) => {
      heard.push(p.status)
      subscription.unsubscribe()
      resolve()
    })
  })
  await new Promise((resolve) => setTimeout(resolve, 5))
  t.deepEqual(heard, ['queued'])
  t.is(zones.length, 1)
  t.notThrows(destroy)
})

test('after the injector is destroyed, a new subscription completes without a request', async (t) => {
  const { zones, transport } = answering('q')
  const { client, zone, destroy } = await running(t, { transport })
  destroy()
  for (const source of [
    client.progress$('a'),
    client.start$(request),
    client.run$(request),
    client.of(agentImport).progress$({ agent_id: 7, progress_id: 'a' }),
    client.events$,
  ] as Observable<unknown>[])
    for (const subscribe of [(act: () => void) => zone.run(act), (act: () => void) => act()]) {
      const heard: unknown[] = []
      subscribe(() =>
        source.subscribe({
          next: (value) => heard.push(value),
          error: (error: unknown) => heard.push(error),
          complete: () => heard.push('complete'),
        }),
      )
      t.deepEqual(heard, ['complete'])
    }
  t.is(zones.length, 0)
})

test('a subscription during the destruction completes without a request', async (t) => {
  const { zones, transport } = answering('q')
  const heard: string[] = []
  const { injector, destroy } = await application(t, [
    provideZoneChangeDetection(),
    // Registered before the client exists, so it runs before anything that the client registers.
    provideEnvironmentInitializer(() =>
      inject(DestroyRef).onDestroy(() => {
        client.progress$('a').subscribe({ complete: () => heard.push('complete') })
      }),
    ),
    provideCekura({ transport }),
  ])
  const client = runInInjectionContext(injector, injectCekura)
  destroy()
  t.deepEqual(heard, ['complete'])
  t.is(zones.length, 0)
})

test('an already closed subscriber sends no request', async (t) => {
  const { client } = await running(t, { transport: answering('c').transport })
  const events: string[] = []
  client.events$.subscribe(({ type }) => events.push(type))
  await t.throwsAsync(lastValueFrom(forkJoin([throwError(() => new Error('no')), client.progress$('a')])))
  t.deepEqual(events, [])
})

/* Jobs other than the first. */

test('another job polls outside the zone, and emits inside it', async (t) => {
  const { zones, transport } = importing('queued', 'in_progress', 'completed')
  const { client, zone } = await running(t, { transport, interval: 1 })
  const { start$, progress$, run$ } = client.of(agentImport)
  const ref = { agent_id: 7, progress_id: 'a' }
  for (const [source, expected] of [
    [start$({ agent_id: 7 }), [ref]],
    [progress$(ref), ['queued', 'in_progress', 'completed']],
    [run$({ agent_id: 7 }), ['completed']],
  ] as const) {
    const heard: unknown[] = []
    const inside: boolean[] = []
    await new Promise<void>((resolve, reject) =>
      zone.runOutsideAngular(() =>
        (source as Observable<{ status?: string }>).subscribe({
          next: (value) => {
            heard.push(value.status ?? value)
            inside.push(NgZone.isInAngularZone())
          },
          error: reject,
          complete: () => {
            inside.push(NgZone.isInAngularZone())
            resolve()
          },
        }),
      ),
    )
    t.deepEqual(heard, expected)
    t.true(inside.every(Boolean))
  }
  t.deepEqual(zones, [false, false, false, false, false, false])
})

test("another job's failure arrives inside the zone", async (t) => {
  const { client, zone } = await running(t, { transport: importing('failed').transport })
  const inside = await new Promise<boolean>((resolve) =>
    zone.runOutsideAngular(() =>
      client
        .of(agentImport)
        .progress$({ agent_id: 7, progress_id: 'a' })
        .subscribe({ error: () => resolve(NgZone.isInAngularZone()) }),
    ),
  )
  t.true(inside)
})

test('of() returns the same client for the same job, and shares its loops', async (t) => {
  const { transport, open } = hanging()
  const { client, destroy } = await running(t, { transport })
  t.is(client.of(agentImport), client.of(agentImport))
  const ref = { agent_id: 7, progress_id: 'a' }
  for (const job of [1, 2].map(() => client.of(agentImport))) job.progress$(ref).subscribe()
  await until(() => open.size === 1)
  destroy()
  t.is(open.size, 0)
})

test('a job without a start has only progress$', async (t) => {
  const { client } = await running(t, { transport: answering('c').transport })
  const observed = defineJob({
    name: 'observed',
    progress: { path: '/observed/' },
    statuses: { queued: pending(), completed: done(), failed: failed() },
  })
  t.deepEqual(Object.keys(client.of(observed)), ['progress$'])
  t.is((await lastValueFrom(client.of(observed).progress$('a'))).status, 'completed')
})

/** Answers a start with an id, and each poll with the next status. */
const importing = (...statuses: string[]) => {
  const zones: boolean[] = []
  const transport: Transport = ({ method }) => {
    zones.push(NgZone.isInAngularZone())
    if (method === 'POST') return of(ok({ progress_id: 'a' }))
    return of(ok({ status: statuses.length > 1 ? statuses.shift() : statuses[0] }))
  }
  return { zones, transport }
}

/* A relative baseUrl. */

const withDocument = async (t: ExecutionContext, document: object, config: ClientConfig) => {
  const urls: string[] = []
  const transport: Transport = ({ url, headers }) => {
    urls.push(url)
    t.false('x-cekura-api-key' in headers)
    return of(replies.c)
  }
  const { injector } = await application(t, [
    provideZoneChangeDetection(),
    { provide: DOCUMENT, useValue: document },
    provideCekura({ ...config, transport }),
  ])
  const { progress$ } = runInInjectionContext(injector, injectCekura)
  await lastValueFrom(progress$('a'))
  return urls[0]!.split('/test_framework/')[0]
}

/** A document like that of a server render, where `baseURI` throws. */
const rendered = (href: string, base?: string) => ({
  get baseURI(): never {
    throw new Error('NotYetImplemented')
  },
  location: { href },
  querySelector: (selector: string) =>
    selector === 'base' && base !== undefined ? { getAttribute: () => base } : null,
})

for (const [what, document, baseUrl, expected] of [
  ['the base of a page', { baseURI: 'https://page.example/app/' }, 'api', 'https://page.example/app/api'],
  ['a page, from its root', { baseURI: 'https://page.example/app/' }, '/api', 'https://page.example/api'],
  ['a server render', rendered('http://localhost:4000/jobs/5'), 'api', 'http://localhost:4000/jobs/api'],
  [
    'the base of a server render',
    rendered('http://localhost:4000/app/jobs/5', '/app/'),
    'api',
    'http://localhost:4000/app/api',
  ],
] as const)
  test(`a relative baseUrl resolves against ${what}: ${baseUrl}`, async (t) => {
    t.is(await withDocument(t, document, { baseUrl }), expected)
  })

test('an absolute baseUrl stays as it is', async (t) => {
  const baseUrl = 'https://api.example/v2'
  t.is(await withDocument(t, { baseURI: 'https://page.example/' }, { baseUrl }), baseUrl)
})

test('a relative baseUrl without a page is a ConfigError', async (t) => {
  const { injector } = await application(t, [
    provideZoneChangeDetection(),
    provideCekura({ baseUrl: '/api' }),
  ])
  const error = t.throws<ConfigError>(() => runInInjectionContext(injector, injectCekura))
  t.is(error.option, 'baseUrl')
})

test.serial("the environment's key is not sent to the host of a page", async (t) => {
  process.env['CEKURA_API_KEY'] = 'key-of-the-server'
  t.teardown(() => Reflect.deleteProperty(process.env, 'CEKURA_API_KEY'))
  t.is(
    await withDocument(t, rendered('http://localhost:4000/'), { baseUrl: '/api' }),
    'http://localhost:4000/api',
  )
})
