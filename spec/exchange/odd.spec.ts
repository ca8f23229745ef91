import { inspect } from 'node:util'
import test from 'ava'
import * as io from 'io-ts'
import { firstValueFrom, lastValueFrom, type Observable, of, throwError, toArray } from 'rxjs'
import {
  type ClientConfig,
  createClient,
  defineJob,
  done,
  failed,
  isCekuraError,
  pending,
  type ClientEvent,
  type HttpReply,
} from '../../lib/index.js'
import { agentImport, generateMetrics } from '../../lib/jobs/index.js'

const throwing = (): never => {
  throw new Error('boo')
}
const rejecting = (thrown: unknown) => (): never => {
  throw thrown as Error
}
const { proxy, revoke } = Proxy.revocable({}, {})
revoke()

const odd: Record<string, unknown> = {
  'a symbol as message': { message: Symbol('s') },
  'a message without words': { message: Object.create(null) as object },
  'a message that throws': Object.defineProperty({}, 'message', { get: throwing }),
  'a cause that throws': Object.defineProperty(new Error('x'), 'cause', { get: throwing }),
  'a stack that throws': Object.defineProperty(new Error('any-key'), 'stack', { get: throwing }),
  'a revoked proxy': proxy,
  'a proxy that throws': new Proxy({}, { get: throwing, getPrototypeOf: throwing, ownKeys: throwing }),
  'a list of symbols as message': { message: [Symbol('x')] },
  'an error with a symbol as message': Object.assign(new Error('x'), { message: Symbol('s') }),
  'an error with a symbol as name': Object.assign(new Error('x'), { name: Symbol('s') }),
  'such an error as cause': new Error('x', { cause: Object.assign(new Error('y'), { name: Symbol('s') }) }),
  'a symbol as code': Object.assign(new Error('x'), { code: Symbol('c') }),
  'a symbol as name': { name: Symbol('c') },
  'an error without a prototype': Object.setPrototypeOf(new Error('x'), null) as unknown,
  undefined,
  null: null,
  'a number': 5,
  'a symbol': Symbol('s'),
  'a function': () => {},
}

for (const [what, thrown] of Object.entries(odd))
  for (const [where, config] of Object.entries<ClientConfig>({
    'a fetch rejects with': { fetch: async () => Promise.resolve().then(rejecting(thrown)) },
    'a transport fails with': { transport: () => throwError(() => thrown) },
    'an option throws': {
      transport: () => of({ status: 200, body: '{"status":"queued"}' }),
      interval: rejecting(thrown),
    },
  }))
    test(`${where} ${what}`, async (t) => {
      const { progress$, events$ } = createClient({ apiKey: 'any-key', retry: false, ...config })
      const ends: ClientEvent[] = []
      events$.subscribe((event) => event.type === 'end' && ends.push(event))
      const error: unknown = await lastValueFrom(progress$('a')).catch((error: unknown) => error)
      t.true(isCekuraError(error), String(error))
      t.notThrows(() => inspect(error))
      t.like(ends, { length: 1, 0: { outcome: where === 'an option throws' ? 'Config' : 'Network' } })
    })

test('start$ sends the validated request, even if the object changes later', async (t) => {
  let body: string | undefined
  const { start$ } = createClient({
    transport: (request) => {
      body = request.body
      return of({ status: 200, body: '{"progress_id":"x"}' })
    },
  })
  let asked = 0
  class Request {
    readonly metric_description = 'Greeted?'
    readonly eval_type = 'boolean'
    declare readonly agent: number
    toJSON() {
      return { id: 9 }
    }
  }
  // A getter that returns another number each time.
  const request = Object.defineProperty(new Request(), 'agent', { enumerable: true, get: () => 7 + asked++ })
  await firstValueFrom(start$(request))
  t.deepEqual(JSON.parse(body!), { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' })
})

for (const [what, request] of Object.entries({
  'a getter that throws': Object.defineProperty({}, 'agent', { enumerable: true, get: throwing }),
  'a revoked proxy': proxy,
  'nothing but text': 'agent 7',
}))
  test(`a request with ${what} is a ConfigError`, async (t) => {
    const { start$ } = createClient({ transport: () => throwError(() => new Error('sent')) })
    const error: unknown = await lastValueFrom(start$(request as never)).catch((error: unknown) => error)
    t.like(error, { _tag: 'Config', option: 'request', job: 'clean-description' })
  })

/** An object whose property throws as it is read. */
const trap = (name: string, object: object = {}): never =>
  Object.defineProperty(object, name, { get: throwing, enumerable: true }) as never

const completed = '{"status":"completed","clean_description":"","thinking":""}'
for (const [what, reply] of Object.entries<unknown>({
  'a revoked proxy': proxy,
  'a status that throws': trap('status', { body: completed }),
  'a body that throws': trap('body', { status: 200 }),
  'headers that throw': trap('headers', { status: 200, body: completed }),
  'an explanation that throws': trap('unreadable', { status: 200, body: completed }),
  'an explanation that is an answer': { status: 200, body: '', unreadable: { status: 'queued' } },
  'the status NaN': { status: NaN, body: completed },
  'a broken status': { status: 200.5, body: completed },
}))
  test(`a reply with ${what} is a ConfigError`, async (t) => {
    const { progress$ } = createClient({ transport: () => of(reply as HttpReply) })
    const error: unknown = await lastValueFrom(progress$('a')).catch((error: unknown) => error)
    t.true(isCekuraError(error), String(error))
    t.like(error, { _tag: 'Config', option: 'transport', progressId: 'a' })
  })

for (const [what, headers] of Object.entries<unknown>({
  'a revoked proxy': proxy,
  'a get that throws': { get: throwing },
  'a get that returns a symbol': { get: () => Symbol('s') },
  'a field that throws': trap('retry-after'),
  'a field that is a symbol': { 'retry-after': Symbol('s') },
}))
  test(`headers with ${what} request no delay`, async (t) => {
    const answers = [429, 200].map((status) => ({ status, body: completed, headers }) as HttpReply)
    const ask = (answer: HttpReply): Promise<unknown> =>
      lastValueFrom(createClient({ retry: false, transport: () => of(answer) }).progress$('a')).catch(
        (error: unknown) => error,
      )
    t.like(await ask(answers[0]!), { _tag: 'Http', status: 429, retryAfter: undefined })
    t.like(await ask(answers[1]!), { status: 'completed' })
  })

for (const [option, config] of Object.entries<unknown>({
  config: proxy,
  apiKey: trap('apiKey'),
  baseUrl: trap('baseUrl'),
  active$: { active$: proxy },
  'retry.limit': { retry: trap('limit') },
  headers: { headers: trap('x-a') },
  query: { query: trap('a') },
}))
  test(`${option} with a throwing getter is a ConfigError`, (t) => {
    const error = t.throws(() => createClient(config as ClientConfig))
    t.like(error, { _tag: 'Config', option })
  })

for (const [what, ref] of Object.entries<unknown>({
  'a revoked proxy': proxy,
  'a field that throws': trap('progress_id', { agent_id: 7 }),
}))
  test(`a reference with ${what} is a ConfigError`, async (t) => {
    const { progress$ } = createClient({ transport: () => throwError(() => new Error('sent')) }).of(
      agentImport,
    )
    const error: unknown = await lastValueFrom(progress$(ref as never)).catch((error: unknown) => error)
    t.like(error, { _tag: 'Config', option: 'progressId', job: 'agent-import' })
  })

test('a field of a reference is read once', async (t) => {
  let reads = 0
  const urls: string[] = []
  const { progress$ } = createClient({
    transport: ({ url }) => {
      urls.push(url)
      return of({ status: 200, body: '{"status":"completed"}' })
    },
  }).of(agentImport)
  const get = (): string => `read-${++reads}`
  await lastValueFrom(progress$(Object.defineProperty({ agent_id: 7 }, 'progress_id', { get }) as never))
  t.regex(urls[0]!, /progress_id=read-1$/)
})

test.serial('a polluted Object.prototype adds nothing to responses or options', async (t) => {
  const added = { status: 'completed', clean_description: '', thinking: '', progress_id: 'x', retry: 5 }
  t.teardown(() => {
    for (const name of Object.keys(added)) Reflect.deleteProperty(Object.prototype, name)
  })
  const { progress$, start$ } = createClient({ transport: () => of({ status: 200, body: '{}' }) })
  for (const [name, value] of Object.entries(added))
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true })
  const tagOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'believed',
      (error: unknown) => (error as { _tag?: unknown })._tag,
    )
  const request = { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' } as const
  const tags = [await tagOf(lastValueFrom(progress$('a'))), await tagOf(lastValueFrom(start$(request)))]
  const isAccepted = createClient() instanceof Object
  for (const name of Object.keys(added)) Reflect.deleteProperty(Object.prototype, name)
  t.deepEqual(tags, ['Decode', 'Decode'])
  t.true(isAccepted)
})

test('headers() that is a proxy is called, not copied', async (t) => {
  const headers = new Proxy(() => ({ 'x-a': 'a' }), { ownKeys: throwing })
  const sent: unknown[] = []
  const transport = (request: { headers: object }) => {
    sent.push(request.headers)
    return of({ status: 200, body: completed })
  }
  await lastValueFrom(createClient({ headers, transport }).progress$('a'))
  t.like(sent, [{ 'x-a': 'a' }])
})

test.serial('a polluted Object.prototype adds nothing to a request or a reference', async (t) => {
  const added = { agent: 9, agent_id: 9, name: 'evil' }
  t.teardown(() => {
    for (const name of Object.keys(added)) Reflect.deleteProperty(Object.prototype, name)
  })
  const sent: unknown[] = []
  const client = createClient({
    transport: ({ url, body }) => {
      sent.push(url, body)
      return of({ status: 500, body: '' })
    },
    retry: false,
  })
  Object.assign(Object.prototype, added)
  const description = { metric_description: 'Greeted?', eval_type: 'boolean' } as never
  const failures = await Promise.all(
    [
      client.start$(description),
      client.of(agentImport).start$({} as never),
      client.of(agentImport).progress$({ progress_id: 'a' } as never),
      client.of(generateMetrics).start$({ agents: [{}] } as never),
    ].map((stream$) => lastValueFrom(stream$ as Observable<unknown>).catch((error: unknown) => error)),
  )
  for (const name of Object.keys(added)) Reflect.deleteProperty(Object.prototype, name)
  t.deepEqual(sent, [])
  for (const error of failures) t.like(error, { _tag: 'Config' })
})

test.serial(
  'a polluted Object.prototype adds nothing to a definition, an exchange or a failure',
  async (t) => {
    const added = {
      ref: { evil: null },
      fields: 'evil',
      status: 'evil',
      reason: 'evil',
      deadline: 1,
      finished: 'completed',
      cancel: { path: '/evil/' },
      body: 'evil',
      url: 'https://example.com/',
      redirected: true,
      unreadable: 'evil',
      code: 'ECONNREFUSED',
      cause: 'evil',
    }
    t.teardown(() => {
      for (const name of Object.keys(added)) Reflect.deleteProperty(Object.prototype, name)
    })
    const sent: unknown[] = []
    const text = (): Promise<string> => Promise.resolve(completed)
    const fetch = (_url: string, init: object) => {
      sent.push(Object.keys(init))
      return Promise.resolve({ status: 200, headers: { get: () => null }, text })
    }
    let starts = 0
    const transport = () => {
      starts++
      return throwError(() => ({ message: 'reset' }))
    }
    for (const [name, value] of Object.entries(added))
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true })
    const { progress$, of: clientOf } = createClient({ fetch })
    const canCancel = Object.hasOwn(clientOf(agentImport), 'cancel$')
    const ends: Promise<unknown>[] = [
      lastValueFrom(progress$('a')),
      lastValueFrom(
        createClient({ transport, retry: { initialDelay: 1 } }).start$({
          agent: 7,
          metric_description: 'Greeted?',
          eval_type: 'boolean',
        }),
      ),
    ]
    const results = await Promise.all(ends.map((end) => end.catch((error: unknown) => error)))
    for (const name of Object.keys(added)) Reflect.deleteProperty(Object.prototype, name)
    t.deepEqual(results[0], JSON.parse(completed))
    t.false(canCancel)
    t.like(results[1], {
      _tag: 'Network',
      message:
        'start of clean-description: no answer: reset; the job may have started: check in Cekura before you start another',
    })
    t.is(starts, 1)
    t.deepEqual(sent, [['method', 'headers', 'signal', 'redirect', 'cache']])
  },
)

test.serial('a polluted Object.prototype adds no detail to an HTTP error', async (t) => {
  t.teardown(() => Reflect.deleteProperty(Object.prototype, 'detail'))
  const { progress$ } = createClient({ transport: () => of({ status: 400, body: '{}' }) })
  Object.defineProperty(Object.prototype, 'detail', { value: 'evil', configurable: true, writable: true })
  const error: unknown = await lastValueFrom(progress$('a')).catch((error: unknown) => error)
  Reflect.deleteProperty(Object.prototype, 'detail')
  t.like(error, { _tag: 'Http', detail: '{}' })
})

test.serial('a polluted Object.prototype adds no reason to a failure', async (t) => {
  t.teardown(() => Reflect.deleteProperty(Object.prototype, 'note'))
  const job = defineJob({
    name: 'noted',
    progress: { path: '/noted/', reason: 'note' },
    statuses: { ready: done(), broken: failed() },
  })
  const { of: clientOf } = createClient({ transport: () => of({ status: 200, body: '{"status":"broken"}' }) })
  Object.defineProperty(Object.prototype, 'note', { value: 'evil', configurable: true })
  const error: unknown = await lastValueFrom(clientOf(job).progress$('a')).catch((error: unknown) => error)
  Reflect.deleteProperty(Object.prototype, 'note')
  t.like(error, { _tag: 'JobFailed', detail: undefined })
})

const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`

test('a field that is nested too deep for JSON is a change, and ends nothing', async (t) => {
  const job = defineJob({
    name: 'nested',
    progress: { path: '/nested/', fields: { data: io.unknown }, changes: ['data'] },
    statuses: { queued: pending(), completed: done() },
  })
  let asked = 0
  const transport = () =>
    of({ status: 200, body: `{"status":"${++asked < 3 ? 'queued' : 'completed'}","data":${nested}}` })
  const client = createClient({ transport, interval: 1 }).of(job)
  const emitted = await lastValueFrom(client.progress$('a').pipe(toArray()))
  t.deepEqual(
    emitted.map(({ status }) => status),
    ['queued', 'queued', 'completed'],
  )
})

test('a failed answer that is nested too deep for JSON is left out', async (t) => {
  const { progress$, events$ } = createClient({
    transport: () => of({ status: 200, body: `{"status":"failed","error":"no agent","data":${nested}}` }),
  })
  const events: ClientEvent[] = []
  events$.subscribe((event) => events.push(event))
  const error: unknown = await lastValueFrom(progress$('a')).catch((error: unknown) => error)
  t.like(error, { _tag: 'JobFailed', detail: 'no agent', answer: undefined })
  t.notThrows(() => JSON.stringify([error, events]))
})

const broken = new io.Type<number, unknown>('broken', io.number.is, throwing, io.identity)
const own = { path: '/mine/progress/' }
const parts = {
  'a status function': { ...own, status: throwing },
  'a codec of a field': { ...own, fields: { n: broken } },
}
for (const isObserved of [true, false])
  for (const [what, progress] of Object.entries(parts))
    test(`${what} that throws is a ConfigError, ${isObserved ? 'with' : 'without'} a listener`, async (t) => {
      const client = createClient({ transport: () => of({ status: 200, body: completed }) })
      if (isObserved) client.events$.subscribe()
      const { progress$ } = client.of(defineJob({ name: 'mine', progress, statuses: { completed: done() } }))
      const error: unknown = await lastValueFrom(progress$('a')).catch((error: unknown) => error)
      t.like(error, { _tag: 'Config', message: 'definition failed; see cause', job: 'mine', progressId: 'a' })
    })

test('a codec of a reference that throws for a response is a ConfigError', async (t) => {
  const job = defineJob({
    name: 'mine',
    start: { path: '/mine/', request: io.type({}) },
    progress: { ...own, ref: { id: broken } },
    statuses: { completed: done() },
  })
  const { of: clientOf } = createClient({ transport: () => of({ status: 201, body: '{"id":1}' }) })
  const error: unknown = await lastValueFrom(clientOf(job).start$({})).catch((error: unknown) => error)
  t.like(error, { _tag: 'Config', message: 'definition failed; see cause', job: 'mine' })
})
