import '@angular/compiler'
import {
  ApplicationRef,
  DOCUMENT,
  PLATFORM_ID,
  provideZonelessChangeDetection,
  type ResourceRef,
  runInInjectionContext,
  signal,
  TransferState,
} from '@angular/core'
import test, { type ExecutionContext } from 'ava'
import { expectTypeOf } from 'expect-type'
import { NEVER, Observable, of, Subject, throwError } from 'rxjs'
import { injectCekura, progressResource, provideCekura } from '../../lib/angular/index.js'
import {
  ConfigError,
  type HttpReply,
  type Progress,
  type ProgressOf,
  type Transport,
} from '../../lib/index.js'
import { agentImport, testRun } from '../../lib/jobs/index.js'
import { application, hanging } from '../support/angular.js'
import { Machine } from '../support/machine.js'
import { ok, progress, replies } from '../support/virtual.js'
import { until } from '../support/until.js'

interface Page {
  readonly transport?: Transport
  /** True during a server render. */
  readonly isServer?: boolean
  /** JSON in the page's HTML. */
  readonly state?: string
}

const page = async (
  t: ExecutionContext,
  { transport = () => NEVER, isServer = false, state = '{}' }: Page,
) => {
  const { injector, destroy } = await application(t, [
    provideZonelessChangeDetection(),
    provideCekura({ transport, interval: 1, retry: false }),
    { provide: PLATFORM_ID, useValue: isServer ? 'server' : 'browser' },
    {
      provide: DOCUMENT,
      useValue: { getElementById: () => ({ tagName: 'SCRIPT', textContent: state }) },
    },
  ])
  const app = injector.get(ApplicationRef)
  return {
    app,
    destroy,
    make: <A>(create: () => A): A => runInInjectionContext(injector, create),
    transferred: () => injector.get(TransferState).toJson(),
  }
}

/** Replies when the spec calls `answer`. */
const answered = () => {
  const urls: string[] = []
  const open = new Set<Subject<HttpReply>>()
  const transport: Transport = ({ url }) => {
    urls.push(url.slice(url.indexOf('?')))
    return new Observable<HttpReply>((subscriber) => {
      const reply = new Subject<HttpReply>()
      open.add(reply)
      subscriber.add(reply.subscribe(subscriber))
      subscriber.add(() => open.delete(reply))
    })
  }
  const answer = async (reply: HttpReply) => {
    await until(() => open.size > 0)
    for (const request of open) request.next(reply)
  }
  return { transport, answer, open, urls }
}

const shown = (resource: ResourceRef<unknown>) => {
  const status = resource.status()
  return status === 'error' ? `error: ${resource.error()!.message}` : [status, resource.value()]
}

test('has each transition as value, and is resolved after the last', async (t) => {
  const { transport, answer, open } = answered()
  const { make } = await page(t, { transport })
  const job = make(() => progressResource({ params: () => 'a' }))
  t.deepEqual(shown(job), ['loading', undefined])
  t.true(job.isLoading())
  t.false(job.hasValue())
  for (const letter of ['q', 'p', 'c'] as const) {
    await answer(replies[letter])
    await until(() => job.status() === 'resolved')
    t.deepEqual(job.value(), progress[letter])
    t.false(job.isLoading())
    t.true(job.hasValue())
  }
  t.is(open.size, 0)
})

test("a failed job is the resource's error", async (t) => {
  const { make } = await page(t, { transport: () => of(replies.f) })
  const job = make(() => progressResource({ params: () => 'a' }))
  await until(() => job.status() === 'error')
  t.like(job.error(), { _tag: 'JobFailed', detail: 'no such agent' })
  t.false(job.hasValue())
  t.throws(() => job.value())
  t.like(job.snapshot(), { status: 'error', error: { _tag: 'JobFailed' } })
})

test('undefined params leave it idle, and a change of params aborts', async (t) => {
  const { transport, open, urls } = answered()
  const { make } = await page(t, { transport })
  const id = signal<string | undefined>(undefined)
  const job = make(() => progressResource({ params: id }))
  t.deepEqual(shown(job), ['idle', undefined])
  id.set('a')
  await until(() => open.size === 1)
  id.set('b')
  t.deepEqual(shown(job), ['loading', undefined])
  await until(() => urls.length === 2)
  t.is(open.size, 1)
  id.set(undefined)
  await until(() => open.size === 0)
  t.deepEqual(shown(job), ['idle', undefined])
  t.deepEqual(urls, ['?progress_id=a', '?progress_id=b'])
})

test('an equal record does not restart polling', async (t) => {
  const { transport, answer, open, urls } = answered()
  const { make, app } = await page(t, { transport })
  const agent = signal(7)
  const other = signal(0)
  const params = () => ({ agent_id: agent() + 0 * other(), progress_id: 'a' })
  const job = make(() => progressResource({ params, job: agentImport }))
  await answer(ok({ status: 'queued' }))
  await until(() => job.hasValue() && open.size === 1)
  other.set(1)
  app.tick()
  t.deepEqual(shown(job), ['resolved', { status: 'queued', current_stage: '', stages: [] }])
  t.is(open.size, 1)
  const before = urls.length
  agent.set(8)
  app.tick()
  t.deepEqual(shown(job), ['loading', undefined])
  await until(() => urls.length === before + 1)
})

test('many resources of one job share a polling loop', async (t) => {
  const { transport, open, urls } = answered()
  const { make, app } = await page(t, { transport })
  for (const _ of [1, 2]) make(() => progressResource({ params: () => 'a' }))
  app.tick()
  await until(() => open.size > 0)
  t.is(urls.length, 1)
})

test('reload polls from the start, and keeps the value meanwhile', async (t) => {
  const { transport, answer } = answered()
  const { make } = await page(t, { transport })
  const job = make(() => progressResource({ params: () => 'a' }))
  await answer(replies.c)
  await until(() => job.hasValue())
  t.true(job.reload())
  t.deepEqual(shown(job), ['reloading', progress.c])
  t.true(job.isLoading())
  await answer(replies.c)
  await until(() => job.status() === 'resolved')
})

test('a value can be set', async (t) => {
  const { transport, open } = answered()
  const { make } = await page(t, { transport })
  const job = make(() => progressResource({ params: () => 'a' }))
  await until(() => open.size === 1)
  job.set(progress.q)
  t.deepEqual(shown(job), ['local', progress.q])
  t.is(open.size, 0)
  job.update((value) => (value === progress.q ? progress.p : undefined))
  t.is(job.value(), progress.p)
  job.value.set(progress.q)
  job.value.update(() => progress.c)
  t.is(job.asReadonly().value(), progress.c)
  t.is(job.value.asReadonly()(), progress.c)
  t.deepEqual(job.snapshot(), { status: 'local', value: progress.c })
})

test('destroying the resource or the application aborts polling', async (t) => {
  const { transport, open } = hanging()
  const { make, destroy } = await page(t, { transport })
  const [a] = ['a', 'b'].map((id) => make(() => progressResource({ params: () => id })))
  await until(() => open.size === 2)
  a!.destroy()
  t.is(open.size, 1)
  t.deepEqual(shown(a!), ['idle', undefined])
  destroy()
  t.is(open.size, 0)
})

test('an invalid serverTimeout is a ConfigError', async (t) => {
  const { make } = await page(t, {})
  for (const serverTimeout of [-1, NaN, Infinity, '1' as never]) {
    const create = () => progressResource({ params: () => 'a', serverTimeout })
    t.is(t.throws(() => make(create), { instanceOf: ConfigError }).option, 'serverTimeout')
  }
})

/* A server render, and its hydration. */

/** True once the render would be sent. */
const rendering = (app: ApplicationRef) => {
  const state = { isDone: false }
  void app.whenStable().then(() => (state.isDone = true))
  return state
}

const settled = async () => {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve))
}

test('a server render waits for the first value, and stops polling', async (t) => {
  const { transport, answer, open, urls } = answered()
  const { make, app, transferred } = await page(t, { transport, isServer: true })
  const job = make(() => progressResource({ params: () => 'a' }))
  const render = rendering(app)
  await until(() => open.size === 1)
  await settled()
  t.false(render.isDone)
  await answer(replies.q)
  await until(() => render.isDone)
  t.deepEqual(shown(job), ['resolved', progress.q])
  t.deepEqual(JSON.parse(transferred()), { 'rx-cekura:clean-description:"a"': progress.q })
  await new Promise((resolve) => setTimeout(resolve, 20))
  t.is(urls.length, 1)
  t.is(open.size, 0)
})

for (const [serverTimeout, expected] of [
  [undefined, 2000],
  [300, 300],
  [2 ** 40, 2 ** 31 - 1],
] as const)
  test.serial(`a hanging backend holds a server render for ${expected} ms`, async (t) => {
    const machine = new Machine()
    t.teardown(() => machine.restore())
    const { transport, open } = hanging()
    const { make, app, transferred } = await page(t, { transport, isServer: true })
    const job = make(() =>
      progressResource({ params: () => 'a', serverTimeout, stream: () => pollingForever(transport) }),
    )
    const render = rendering(app)
    await until(() => open.size === 1)
    machine.run(expected - 1)
    await settled()
    t.false(render.isDone)
    machine.run(1)
    await until(() => render.isDone)
    t.deepEqual(shown(job), ['loading', undefined])
    t.true(job.isLoading())
    t.is(open.size, 0)
    t.is(machine.pending, 0)
    t.is(transferred(), '{}')
  })

/** Not the client's loop, which has a deadline. */
const pollingForever = (transport: Transport): Observable<unknown> =>
  transport({ method: 'GET', url: 'https://api.example/', headers: {}, maxBodyBytes: 1 })

test('after an error on the server, the browser polls by itself', async (t) => {
  const { make, app, transferred } = await page(t, { transport: () => of(replies.f), isServer: true })
  const job = make(() => progressResource({ params: () => 'a' }))
  await app.whenStable()
  t.deepEqual(shown(job), ['loading', undefined])
  t.is(transferred(), '{}')
})

/** The state of a page that the server has rendered with the first letter. */
const rendered = (letter: 'q' | 'c') =>
  JSON.stringify({ 'rx-cekura:clean-description:"a"': progress[letter] })

test("hydration starts with the server's value, without a loading state, and continues to poll", async (t) => {
  const { transport, answer, urls } = answered()
  const { make, app, transferred } = await page(t, { transport, state: rendered('q') })
  const [job, twin] = [1, 2].map(() => make(() => progressResource({ params: () => 'a' })))
  const states: unknown[] = []
  const look = () => {
    t.false(job!.isLoading())
    t.true(job!.hasValue())
    t.deepEqual(job!.snapshot(), { status: 'resolved', value: job!.value() })
    t.deepEqual(shown(twin!), shown(job!))
    if (states.at(-1) !== job!.value()) states.push(job!.value())
  }
  look()
  app.tick()
  look()
  for (const letter of ['p', 'c'] as const) {
    await answer(replies[letter])
    await until(() => (look(), job!.value()!.status === progress[letter].status))
  }
  t.deepEqual(states, [progress.q, progress.p, progress.c])
  t.is(urls.length, 2)
  t.is(transferred(), '{}')
})

test("the server's value applies to its own params, until the first response", async (t) => {
  const { transport, answer, open } = answered()
  const { make, app } = await page(t, { transport, state: rendered('q') })
  const id = signal<string | undefined>('b')
  const job = make(() => progressResource({ params: id }))
  t.deepEqual(shown(job), ['loading', undefined])
  id.set('a')
  t.deepEqual(shown(job), ['resolved', progress.q])
  app.tick()
  await until(() => open.size > 0)
  await answer(replies.p)
  await until(() => job.value()?.status === 'processing')
  id.set('b')
  app.tick()
  id.set('a')
  t.deepEqual(shown(job), ['loading', undefined])
})

test("an error in the browser replaces the server's value", async (t) => {
  const { make, app, transferred } = await page(t, { transport: () => of(replies.f), state: rendered('q') })
  const job = make(() => progressResource({ params: () => 'a' }))
  t.deepEqual(shown(job), ['resolved', progress.q])
  app.tick()
  await until(() => job.status() === 'error')
  t.is(transferred(), '{}')
})

test("a set value replaces the server's value", async (t) => {
  const { make } = await page(t, { state: rendered('q') })
  const job = make(() => progressResource({ params: () => 'a' }))
  job.update((value) => (value?.status === 'queued' ? progress.p : undefined))
  t.deepEqual(shown(job), ['local', progress.p])
})

/* A stream of one's own. */

test('the option stream replaces the source, and transferKey transfers its value', async (t) => {
  const options = { params: () => 7, stream: ({ params }: { params: number }) => of([params, 'first']) }
  const server = await page(t, { isServer: true })
  const unnamed = server.make(() => progressResource(options))
  const named = server.make(() => progressResource({ ...options, transferKey: 'mine' }))
  await server.app.whenStable()
  for (const resource of [unnamed, named]) t.deepEqual(shown(resource), ['resolved', [7, 'first']])
  t.is(server.transferred(), '{"rx-cekura:mine:7":[7,"first"]}')

  const browser = await page(t, { state: server.transferred() })
  t.deepEqual(shown(browser.make(() => progressResource(options))), ['loading', undefined])
  t.deepEqual(shown(browser.make(() => progressResource({ ...options, transferKey: 'mine' }))), [
    'resolved',
    [7, 'first'],
  ])
})

test('a stream needs no client, and compares params by identity', async (t) => {
  const { injector } = await application(t, [
    provideZonelessChangeDetection(),
    { provide: DOCUMENT, useValue: { getElementById: () => null } },
  ])
  const params = signal(new Map([['a', 1]]))
  const seen: unknown[] = []
  const stream = (given: { params: unknown }) => {
    seen.push(given.params)
    return throwError(() => new Error('no'))
  }
  const job = runInInjectionContext(injector, () => progressResource({ params, stream }))
  await until(() => job.status() === 'error')
  t.is(shown(job), 'error: no')
  params.set(new Map([['b', 2]]))
  await until(() => seen.length === 2)
})

test('the value has the type of the job or of the stream', async (t) => {
  const { make } = await page(t, {})
  make(() => {
    expectTypeOf(progressResource({ params: () => 'a' })).toEqualTypeOf<ResourceRef<Progress | undefined>>()
    expectTypeOf(progressResource({ params: () => 7, job: testRun })).toEqualTypeOf<
      ResourceRef<ProgressOf<typeof testRun> | undefined>
    >()
    const ref = (): { agent_id: number; progress_id: string } | undefined => undefined
    expectTypeOf(progressResource({ params: ref, job: agentImport })).toEqualTypeOf<
      ResourceRef<ProgressOf<typeof agentImport> | undefined>
    >()
    const { progress$ } = injectCekura().of(testRun)
    const stream = ({ params }: { params: number }) => progress$(params)
    expectTypeOf(progressResource({ params: () => 7, stream })).toEqualTypeOf<
      ResourceRef<ProgressOf<typeof testRun> | undefined>
    >()
    // A stream's params have the type that `params` returns.
    progressResource({
      params: (): string | undefined => 'a',
      stream: ({ params }) => {
        expectTypeOf(params).toEqualTypeOf<string>()
        return NEVER
      },
    })
    // @ts-expect-error an id is a string
    progressResource({ params: () => 7 })
    // @ts-expect-error a result's id is a number
    progressResource({ params: () => 'a', job: testRun })
    // @ts-expect-error a stream replaces the job's own
    progressResource({ params: () => 7, job: testRun, stream })
    // @ts-expect-error only a stream has a key
    progressResource({ params: () => 7, job: testRun, transferKey: 'mine' })
  })
  t.pass()
})
