import test from 'ava'
import { concat, NEVER, type Observable, of, throwError } from 'rxjs'
import {
  type ClientConfig,
  createClient,
  defineJob,
  failed,
  type HttpReply,
  type HttpRequest,
  id,
  pending,
} from '../lib/index.js'
import { testRun, textTestRun } from '../lib/jobs/index.js'
import { ok, tagged, virtually } from './support/virtual.js'

const counts = { total_runs_count: 2, completed_runs_count: 0, runs: {} }
const running = ok({ ...counts, status: 'running' })
const cancelled = ok({ ...counts, status: 'cancelled' })

/**
 * A client of scripted replies. The n-th Observable answers the n-th POST, and the last one is repeated. `progress`
 * answers each GET.
 */
const clientAnswering = (
  answers: readonly Observable<HttpReply>[],
  config: ClientConfig = {},
  progress = (_posts: number) => running,
) => {
  const requests: HttpRequest[] = []
  const posts = () => requests.filter(({ method }) => method === 'POST')
  const transport = (request: HttpRequest) => {
    requests.push(request)
    return request.method === 'GET'
      ? of(progress(posts().length))
      : answers[Math.min(posts().length, answers.length) - 1]!
  }
  const options = { baseUrl: 'https://api.cekura.ai', interval: 10, retry: { initialDelay: 0 } }
  return { posts, client: createClient({ transport, ...options, ...config }) }
}

const accepted: HttpReply = { status: 202, body: 'ending' }

test('cancel$ POSTs to end the calls, emits nothing and completes after any 2xx response', (t) =>
  virtually(t, ({ cold, expectObservable, flush }) => {
    const { client, posts } = clientAnswering([cold('--(a|)', { a: accepted })], { apiKey: 'key' })
    expectObservable(client.of(testRun).cancel$(4711)).toBe('--|')
    flush()
    t.deepEqual(posts(), [
      {
        method: 'POST',
        url: 'https://api.cekura.ai/test_framework/v1/results/4711/end_calls/',
        headers: { accept: 'application/json', 'x-cekura-api-key': 'key' },
        maxBodyBytes: 1_048_576,
      },
    ])
  }))

test('text test runs and test runs have the same cancel$', (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    const { client, posts } = clientAnswering([of(accepted)])
    expectObservable(client.of(textTestRun).cancel$(7)).toBe('|')
    flush()
    t.is(posts()[0]?.url, 'https://api.cekura.ai/test_framework/v1/results/7/end_calls/')
  }))

test('cancel$ is cold: each subscription sends a request', (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    const { client, posts } = clientAnswering([of(accepted)])
    const cancel$ = client.of(testRun).cancel$(7)
    expectObservable(cancel$).toBe('|')
    expectObservable(cancel$).toBe('|')
    flush()
    t.is(posts().length, 2)
  }))

for (const [name, ref, answer, expected] of [
  [
    'an unusable reference is a ConfigError',
    '7',
    accepted,
    {
      _tag: 'Config',
      job: 'test-run',
      option: 'progressId',
      message: 'progressId: id: expected positive whole number, got "7"',
    },
  ],
  [
    'a refused cancellation is an HttpError that names the job',
    7,
    { status: 404, body: '{"detail":"Not found."}' },
    {
      _tag: 'Http',
      status: 404,
      detail: 'Not found.',
      job: 'test-run',
      progressId: '7',
      message:
        'cancellation of test-run "7": HTTP 404 (Not found.) from /test_framework/v1/results/7/end_calls/; check the id and baseUrl',
    },
  ],
] as const)
  test(name, (t) =>
    virtually(t, ({ flush }) => {
      const { client, posts } = clientAnswering([of(answer)])
      let error: unknown
      client
        .of(testRun)
        .cancel$(ref as number)
        .subscribe({ error: (e: unknown) => (error = e) })
      flush()
      t.like(error, expected)
      t.is(posts().length, ref === 7 ? 1 : 0)
    }),
  )

const busy: HttpReply = {
  status: 503,
  body: '',
  headers: { get: (name) => (name === 'retry-after' ? '1' : null) },
}
const refused = () => throwError(() => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
const lost = () => throwError(() => Object.assign(new Error('lost'), { code: 'ECONNRESET' }))

for (const [name, answer, marbles] of [
  ['429', () => of({ status: 429, body: '' }), '|'],
  ['503 with Retry-After', () => of(busy), '1s |'],
  ['a refused connection', refused, '|'],
] as const)
  test(`cancel$ is retried after ${name}, because the server did not process it`, (t) =>
    virtually(t, ({ expectObservable, flush }) => {
      const { client, posts } = clientAnswering([answer(), of(accepted)])
      expectObservable(client.of(testRun).cancel$(7)).toBe(marbles)
      flush()
      t.is(posts().length, 2)
    }))

for (const [name, answer] of [
  ['503', () => of({ status: 503, body: '' })],
  ['a lost connection', lost],
] as const)
  test(`cancel$ is not retried after ${name}, because the server may have processed it`, (t) =>
    virtually(t, ({ expectObservable, flush }) => {
      const { client, posts } = clientAnswering([answer(), of(accepted)])
      expectObservable(tagged(client.of(testRun).cancel$(7))).toBe('(e|)', {
        e: name === '503' ? 'Http' : 'Network',
      })
      flush()
      t.is(posts().length, 1)
    }))

test('the deadline applies to a cancellation', (t) =>
  virtually(t, ({ expectObservable }) => {
    const { client } = clientAnswering([NEVER], { deadline: 20 })
    expectObservable(tagged(client.of(testRun).cancel$(7))).toBe('20ms (d|)', { d: 'Deadline' })
  }))

test('polling goes on after a cancellation until the job itself has ended', (t) =>
  virtually(t, ({ cold, expectObservable }) => {
    const { client } = clientAnswering([of(accepted)], {}, (posts) => (posts ? cancelled : running))
    const { progress$, cancel$ } = client.of(testRun)
    const r = {
      ...counts,
      status: 'running',
      success_runs_count: 0,
      failed_runs_count: 0,
      success_rate: null,
    }
    expectObservable(tagged(progress$(7))).toBe('r 29ms (f|)', { r, f: 'JobFailed' })
    expectObservable(concat(cold('25ms |'), cancel$(7))).toBe('25ms |')
  }))

test('unsubscribing from progress$ cancels no job', (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    const { client, posts } = clientAnswering([of(accepted)])
    expectObservable(client.of(testRun).progress$(7), '15ms !')
    flush()
    t.is(posts().length, 0)
  }))

test('fields of the reference without a placeholder are the body', (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    const { client, posts } = clientAnswering([of(accepted)])
    const job = defineJob({
      name: 'chat',
      progress: { path: '/chat/{room}/', ref: { room: id, progress_id: id } },
      cancel: { path: '/chat/{room}/cancel/' },
      statuses: { working: pending(), failed: failed() },
    })
    t.deepEqual(Object.keys(client.of(job)), ['progress$', 'cancel$'])
    expectObservable(client.of(job).cancel$({ room: 'a b', progress_id: 'x' })).toBe('|')
    flush()
    t.like(posts()[0], { url: 'https://api.cekura.ai/chat/a%20b/cancel/', body: '{"progress_id":"x"}' })
  }))
