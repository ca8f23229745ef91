import test from 'ava'
import { concat, delay, lastValueFrom, NEVER, type Observable, of, throwError } from 'rxjs'
import {
  type CekuraError,
  type ClientConfig,
  type ConfigError,
  createClient,
  type DeadlineError,
} from '../lib/index.js'
import { testRun } from '../lib/jobs/index.js'
import { clientAnswering, immediately, ok, progress, replies, tagged, virtually } from './support/virtual.js'

const request = { agent: 7, metric_description: 'Was the caller greeted?', eval_type: 'boolean' } as const
const started = of(ok({ progress_id: 'new' }))

test('start$ POSTs the request and emits the id', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    const { start$, requests } = clientAnswering([started], { apiKey: 'key' })
    expectObservable(start$(request)).toBe('(n|)', { n: 'new' })
    flush()
    t.deepEqual(requests, [
      {
        method: 'POST',
        url: 'https://api.cekura.ai/test_framework/v1/metrics/generate_clean_description_bg/',
        headers: {
          accept: 'application/json',
          'x-cekura-api-key': 'key',
          'content-type': 'application/json',
        },
        body: JSON.stringify(request),
        maxBodyBytes: 1_048_576,
      },
    ])
  })
})

test('start$ is cold: each subscription starts a job', (t) => {
  virtually(t, ({ flush }) => {
    const { start$, requests } = clientAnswering([started])
    const start = start$(request)
    start.subscribe()
    start.subscribe()
    flush()
    t.is(requests.length, 2)
  })
})

test('an invalid request is a ConfigError that names each field', (t) => {
  const { start$, run$, requests } = clientAnswering([started])
  const unusable = { agent: 1.5, metric_description: 'a', eval_type: 'bool' } as unknown as typeof request
  for (const unusable$ of [start$(unusable), run$(unusable)] as Observable<unknown>[])
    unusable$.subscribe({
      error: (error: ConfigError) => {
        t.is(error._tag, 'Config')
        t.is(error.option, 'request')
        t.is(
          error.message,
          'start$: agent: expected positive whole number, got 1.5; eval_type: expected "boolean" | "numeric" | "rating" | "enum", got string',
        )
      },
    })
  t.plan(7)
  t.is(requests.length, 0)
})

for (const body of [{}, { progress_id: '' }, { progress_id: 7 }, null])
  test(`an answer ${JSON.stringify(body)} gives no id and is a DecodeError`, (t) => {
    virtually(t, ({ expectObservable }) => {
      const { start$ } = clientAnswering([of({ status: 200, body: JSON.stringify(body) })])
      expectObservable(tagged(start$(request))).toBe('(x|)', { x: 'Decode' })
    })
  })

test('run$ starts a job and then observes it', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    const { run$, requests } = clientAnswering([started, ...immediately('qc')])
    expectObservable(run$(request)).toBe('q---------(c|)', progress)
    flush()
    t.regex(requests[1]!.url, /\?progress_id=new$/)
  })
})

test('run$ has one deadline, and its error names the started job', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    const slow = of(ok({ progress_id: 'new' })).pipe(delay(30))
    const client = () => clientAnswering([slow, ...immediately('q')], { deadline: 50, interval: 100 })
    expectObservable(tagged(client().run$(request))).toBe('30ms q 19ms (x|)', {
      ...progress,
      x: 'Deadline',
    })
    client()
      .run$(request)
      .subscribe({
        error: (error: DeadlineError) => {
          t.like(error, { elapsed: 50, last: 'queued' })
          t.is(
            error.message,
            'progress of clean-description "new": not ended after 50 ms; last seen: queued; raise deadline or watch it again',
          )
        },
      })
    flush()
  })
  t.plan(3)
})

test('unsubscribing from start$ aborts it', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const slow = cold('-----(a|)', { a: ok({ progress_id: 'new' }) })
    const { start$ } = clientAnswering([slow])
    expectObservable(start$(request), '              --!').toBe('')
    expectSubscriptions(slow.subscriptions).toBe('   ^-!')
  })
})

for (const [what, answer, message] of [
  ['an HTTP error', of(replies[4]), /^HTTP 404 \(Not found\.\) from .*_bg\/; check the request and baseUrl$/],
  // In a page of another origin, the advice differs: see messages.spec.
  [
    'no answer',
    throwError(() => new Error('reset')),
    /^no answer: reset; (the job may have started: check in Cekura before you start another|if it is CORS, use your own backend)$/,
  ],
  [
    'a wrong answer',
    of(ok({})),
    /^the response format is unexpected: progress_id: expected non-blank string, got undefined/,
  ],
  ['the deadline', NEVER, /^not ended after 50 ms/],
] as const)
  test(`the message of start$ names the agent after ${what}`, (t) => {
    virtually(t, ({ flush }) => {
      const { start$ } = clientAnswering([answer], { deadline: 50 })
      start$(request).subscribe({
        error: (error: CekuraError) => {
          const [asked, ...rest] = error.message.split(': ')
          t.is(asked, 'start of clean-description')
          t.regex(rest.join(': '), message)
        },
      })
      flush()
    })
    t.plan(2)
  })

test('start$ waits while paused, and is sent at once on resuming', (t) => {
  virtually(t, ({ cold, expectObservable }) => {
    const active$ = concat(of(false), cold('----t', { t: true }))
    const { start$ } = clientAnswering([started], { active$ })
    expectObservable(start$(request)).toBe('----(n|)', { n: 'new' })
  })
})

for (const [what, config] of Object.entries<ClientConfig>({
  'isTransient that throws': {
    retry: {
      isTransient: () => {
        throw new Error('boo')
      },
    },
  },
  'an active$ that errors': { active$: throwError(() => new Error('gone')) },
}))
  test(`the error of ${what} names the job`, async (t) => {
    const transport = () => throwError(() => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
    const client = createClient({ ...config, transport }).of(testRun)
    for (const ended of [
      client.start$({ agent_id: 1, scenarios: [{ scenario: 2 }] } as never),
      client.cancel$(7),
    ]) {
      const error: unknown = await lastValueFrom(ended as Observable<unknown>).catch(
        (error: unknown) => error,
      )
      t.like(error, { _tag: 'Config', job: 'test-run' })
    }
  })
