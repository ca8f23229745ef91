import test from 'ava'
import * as t from 'io-ts'
import { of } from 'rxjs'
import {
  type AnyJob,
  createClient,
  defineJob,
  done,
  failed,
  type HttpRequest,
  type Job,
  pending,
  progressCodec,
  type Statuses,
} from '../../lib/index.js'
import { ok, tagged, virtually } from '../support/virtual.js'

/** A client of one job with scripted answers. The last one is repeated. */
const clientOf = <Q, R, F, S extends Statuses>(
  job: Job<Q, R, F, S>,
  answers: readonly unknown[],
  config: object = {},
) => {
  const requests: HttpRequest[] = []
  const transport = (request: HttpRequest) => {
    requests.push(request)
    return of(ok(answers[Math.min(requests.length, answers.length) - 1] as object))
  }
  const client = createClient({ transport, interval: 10, baseUrl: 'https://api.example', ...config })
  return { requests, client, ...client.of(job) }
}

const counting = defineJob({
  name: 'counting',
  progress: {
    path: '/rows/{id}/',
    ref: { id: t.number, page: t.number },
    fields: { total: t.number, made: t.number },
    status: ({ total, made }) => (made < total ? 'working' : 'ready'),
    changes: ['made'],
  },
  statuses: { working: pending(), ready: done({ file: t.string }), broken: failed() },
  deadline: 25,
})

const open = defineJob({
  name: 'open',
  progress: { path: '/open/', status: 'state', reason: 'why' },
  statuses: { ready: done(), broken: failed({ code: t.number }), otherwise: pending() },
})

const instant = defineJob({
  name: 'instant',
  start: { path: '/instant/', request: t.strict({ text: t.string }), finished: 'ready' },
  progress: { path: '/instant/progress/' },
  statuses: { working: pending(), ready: done({ text: t.string }), broken: failed() },
})

test('a status can be computed, and a field in changes causes an emission', (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    const answers = [
      { total: 2, made: 0 },
      { total: 2, made: 1 },
      { total: 2, made: 2, file: 'a' },
    ]
    const { progress$, requests } = clientOf(counting, answers)
    expectObservable(progress$({ id: 7, page: 2 })).toBe('a 9ms b 9ms (c|)', {
      a: { status: 'working', total: 2, made: 0 },
      b: { status: 'working', total: 2, made: 1 },
      c: { status: 'ready', total: 2, made: 2, file: 'a' },
    })
    flush()
    t.is(requests[0]!.url, 'https://api.example/rows/7/?page=2')
  }))

test('a job without a start has no start$ and no run$', (t) => {
  t.deepEqual(Object.keys(clientOf(counting, []).client.of(counting)), ['progress$'])
})

test('of() returns the same client for the same definition', (t) => {
  const { client } = clientOf(counting, [])
  t.is(client.of(counting), client.of(counting))
})

for (const [answer, fault] of [
  [{ total: 'two', made: 0 }, 'total: expected number, got "two"'],
  [{ total: 2, made: 2 }, 'file: expected string, got undefined'],
  [[], 'body: expected object, got array'],
] as const)
  test(`a fault of a computed status is reported once: ${fault}`, (t) =>
    virtually(t, ({ flush }) => {
      const { progress$ } = clientOf(counting, [answer])
      let report: unknown
      progress$({ id: 7, page: 2 }).subscribe({ error: (e: { report: unknown }) => (report = e.report) })
      flush()
      t.deepEqual(report, [fault])
    }))

test("a job's own deadline applies if the options set none", (t) =>
  virtually(t, ({ expectObservable }) => {
    const answers = [{ total: 2, made: 0 }]
    const ref = { id: 7, page: 2 }
    const a = { status: 'working', total: 2, made: 0 }
    const own$ = tagged(clientOf(counting, answers).progress$(ref))
    const longer$ = tagged(clientOf(counting, answers, { deadline: 35 }).progress$(ref))
    expectObservable(own$).toBe('a 24ms (d|)', { a, d: 'Deadline' })
    expectObservable(longer$).toBe('a 34ms (d|)', { a, d: 'Deadline' })
  }))

test('otherwise makes an unknown status pending, also under another field', (t) =>
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientOf(open, [
      { state: 'warming up' },
      { state: 'constructor' },
      { state: 'ready' },
    ])
    expectObservable(progress$('a')).toBe('a 9ms b 9ms (c|)', {
      a: { state: 'warming up', status: 'warming up' },
      b: { state: 'constructor', status: 'constructor' },
      c: { state: 'ready', status: 'ready' },
    })
  }))

for (const [answer, detail] of [
  [{ state: 'broken', why: 'no reason', code: 'malformed' }, 'no reason'],
  [{ state: 'broken', why: '', error: 'another field' }, undefined],
] as const)
  test(`a malformed field does not hide a failure: ${detail}`, (t) =>
    virtually(t, ({ flush }) => {
      const { progress$ } = clientOf(open, [answer])
      let error: unknown
      progress$('a').subscribe({ error: (e: unknown) => (error = e) })
      flush()
      t.like(error, {
        _tag: 'JobFailed',
        job: 'open',
        status: 'broken',
        detail,
        answer: { code: answer.code },
      })
    }))

test('a start that returns the result completes run$, and start$ names run$', (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    const { run$, start$ } = clientOf(instant, [{ text: 'done' }])
    expectObservable(run$({ text: 'x' })).toBe('(a|)', { a: { status: 'ready', text: 'done' } })
    let error: unknown
    start$({ text: 'x' }).subscribe({ error: (e: unknown) => (error = e) })
    flush()
    t.like(error, {
      _tag: 'Decode',
      job: 'instant',
      message: 'start of instant: the server answered with the result at once; use run$, which emits it',
    })
  }))

for (const [answer, fault] of [
  [{ text: 7 }, 'text: expected string, got 7'],
  ['text', 'body: expected object, got "text"'],
] as const)
  test(`a start's response without reference and result is reported: ${fault}`, (t) =>
    virtually(t, ({ flush }) => {
      const { run$ } = clientOf(instant, [answer])
      let report: unknown
      run$({ text: 'x' }).subscribe({ error: (e: { report: unknown }) => (report = e.report) })
      flush()
      t.deepEqual(report, [fault])
    }))

test('a blank id or one that a URL resolves is refused', (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    const { progress$, requests } = clientOf(open, [{ state: 'ready' }])
    for (const id of ['.', '..', ' ', '\ud800', ''])
      expectObservable(tagged(progress$(id))).toBe('(e|)', { e: 'Config' })
    flush()
    t.is(requests.length, 0)
  }))

test('the codec of a job accepts its progress, and no failure', (t) => {
  const codec = progressCodec(open as AnyJob)
  t.true(codec.is({ state: 'ready' }))
  t.false(codec.is({ state: 'broken' }))
  t.false(codec.is({}))
})
