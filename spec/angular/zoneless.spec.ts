import '@angular/compiler'
import { ApplicationRef, provideZonelessChangeDetection, runInInjectionContext } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import test, { type ExecutionContext } from 'ava'
import { of, Subject } from 'rxjs'
import { injectCekura, provideCekura } from '../../lib/angular/index.js'
import type { ClientConfig, HttpReply } from '../../lib/index.js'
import { application, hanging } from '../support/angular.js'
import { replies } from '../support/virtual.js'
import { until } from '../support/until.js'

/* An application that never loads zone.js. */

const running = async (t: ExecutionContext, config: ClientConfig) => {
  const { injector, destroy } = await application(t, [
    provideZonelessChangeDetection(),
    provideCekura(config),
  ])
  return { injector, destroy, client: runInInjectionContext(injector, injectCekura) }
}

test('this process has no zones', (t) => {
  t.false('Zone' in globalThis)
})

test('toSignal shows each transition', async (t) => {
  const answers = new Subject<HttpReply>()
  const { client, injector } = await running(t, { transport: () => answers, interval: 0 })
  const progress = toSignal(client.progress$('a'), { injector })
  t.is(progress(), undefined)
  await until(() => answers.observed)
  answers.next(replies.q)
  t.deepEqual(progress(), { status: 'queued' })
  await until(() => answers.observed)
  answers.next(replies.c)
  t.deepEqual(progress(), { status: 'completed', clean_description: 'clean', thinking: 'thought' })
})

test('events$ emits', async (t) => {
  const { client } = await running(t, { transport: () => of(replies.c) })
  const types: string[] = []
  client.events$.subscribe(({ type }) => types.push(type))
  let ended = false
  client.progress$('a').subscribe({ complete: () => (ended = true) })
  await until(() => ended)
  t.deepEqual(types, ['begin', 'poll', 'transition', 'end'])
})

test('a poll that is due or pending leaves the application stable; destroying it ends polling', async (t) => {
  const { transport, open } = hanging()
  const { client, injector, destroy } = await running(t, { transport })
  let isStable = false
  injector.get(ApplicationRef).isStable.subscribe((stable) => (isStable = stable))
  client.progress$('a').subscribe(() => t.fail())
  await until(() => open.size === 1)
  await until(() => isStable)
  t.is(open.size, 1)
  destroy()
  t.is(open.size, 0)
})
