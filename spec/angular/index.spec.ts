import '../support/zone-flags.js'
import 'zone.js'
import '@angular/compiler'
import { HttpClient, provideHttpClient } from '@angular/common/http'
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing'
import {
  ApplicationRef,
  inject,
  InjectionToken,
  NgZone,
  provideZoneChangeDetection,
  runInInjectionContext,
} from '@angular/core'
import test, { type ExecutionContext } from 'ava'
import { lastValueFrom, type Observable, toArray } from 'rxjs'
import { injectCekura, provideCekura } from '../../lib/angular/index.js'
import { agentImport, testRun } from '../../lib/jobs/index.js'
import type { CekuraClient, ClientConfig, ClientEvent, Transport } from '../../lib/index.js'
import { answering, application, hanging } from '../support/angular.js'
import { replies } from '../support/virtual.js'
import { until } from '../support/until.js'

type Config = ClientConfig | (() => ClientConfig)

const running = async (t: ExecutionContext, config?: Config) => {
  const { injector, destroy } = await application(t, [provideZoneChangeDetection(), provideCekura(config)])
  const client: CekuraClient = runInInjectionContext(injector, injectCekura)
  return { injector, destroy, client, zone: injector.get(NgZone), app: injector.get(ApplicationRef) }
}

test('one client for all of an application', async (t) => {
  const { injector, client } = await running(t)
  t.is(runInInjectionContext(injector, injectCekura), client)
})

test('without provideCekura, says so', async (t) => {
  const { injector } = await application(t, [])
  t.throws(() => runInInjectionContext(injector, injectCekura), { message: /provideCekura\(\) provides it/ })
})

test('a function as config may inject, and is called once', async (t) => {
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

test('where there is an HttpClient, requests go through it', async (t) => {
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
  test(`a ${option} of one's own is used all the same`, async (t) => {
    const { http, client } = await throughHttpClient(t, config)
    t.is((await lastValueFrom(client.progress$('a'))).status, 'completed')
    http.verify()
  })

test('polls outside the zone, and is heard inside it', async (t) => {
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

test('is heard inside the zone wherever it was subscribed to, its completion too', async (t) => {
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

test('events are heard where they were subscribed to', async (t) => {
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

test('many subscribers, one loop; the last to leave aborts', async (t) => {
  const { transport, open } = hanging()
  const { client } = await running(t, { transport })
  const subscriptions = [1, 2, 3].map(() => client.progress$('a').subscribe())
  await until(() => open.size === 1)
  subscriptions.slice(1).forEach((subscription) => subscription.unsubscribe())
  t.is(open.size, 1)
  subscriptions[0]!.unsubscribe()
  t.is(open.size, 0)
})

test('destroying the application ends polling, and says nothing', async (t) => {
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

test('who leaves on hearing the first leaves nothing behind', async (t) => {
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
