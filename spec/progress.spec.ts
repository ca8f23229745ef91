import test from 'ava'
import { concat, EMPTY, NEVER, of, throwError, timer } from 'rxjs'
import {
  ConfigError,
  DeadlineError,
  DecodeError,
  HttpError,
  JobFailedError,
  NetworkError,
} from '../lib/index.js'
import { clientAnswering, immediately, ok, progress, replies, tagged, virtually } from './support/virtual.js'

test('polls at once, then an interval after each response, and emits each status once', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('qqpc'))
    expectObservable(progress$('a')).toBe('q-------------------p---------(c|)', progress)
  })
})

test('a response slower than the interval is not cut off by the next poll', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const q = cold('                       50ms (q|)', replies)
    const p = cold('                                     50ms (p|)', replies)
    const c = cold('                                                    50ms (c|)', replies)
    const { progress$ } = clientAnswering([q, p, c])
    expectSubscriptions(q.subscriptions).toBe('  ^ 49ms !')
    expectSubscriptions(p.subscriptions).toBe('  60ms        ^ 49ms !')
    expectSubscriptions(c.subscriptions).toBe('  120ms                      ^ 49ms !')
    expectObservable(progress$('a')).toBe('      50ms q 59ms   p 59ms         (c|)', progress)
  })
})

test('progress$ is cold: a request needs a subscriber', (t) => {
  const { progress$, requests } = clientAnswering(immediately('c'))
  progress$('a')
  t.is(requests.length, 0)
})

test('a poll requests the documented path with the id encoded', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$, requests } = clientAnswering(immediately('c'), {
      baseUrl: 'https://example.com/prefix/',
    })
    progress$('a&b=c#d%/ü+ ').subscribe()
    flush()
    t.is(
      requests[0]!.url,
      'https://example.com/prefix/test_framework/v1/metrics/generate_clean_description_progress/?progress_id=a%26b%3Dc%23d%25%2F%C3%BC%2B%20',
    )
    t.is(requests[0]!.method, 'GET')
  })
})

test('a failed job is an error with the reason, never a value', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('qf'))
    expectObservable(tagged(progress$('a'))).toBe('q---------(f|)', { ...progress, f: 'JobFailed' })
    progress$('a').subscribe({
      error: (error: unknown) => {
        t.true(error instanceof JobFailedError)
        t.like(error, { progressId: 'a', detail: 'no such agent' })
      },
    })
  })
  t.plan(3)
})

for (const error of [null, undefined, ''])
  test(`a failed job whose reason is ${JSON.stringify(error)} has no detail`, (t) => {
    virtually(t, ({ flush }) => {
      const { progress$ } = clientAnswering([of(ok({ status: 'failed', error }))])
      progress$('a').subscribe({ error: (e: JobFailedError) => t.is(e.detail, undefined) })
      flush()
    })
    t.plan(1)
  })

test('additional fields of a response are emitted, also null ones', (t) => {
  virtually(t, ({ expectObservable }) => {
    const body = { status: 'queued', clean_description: null, position: 3 }
    const { progress$ } = clientAnswering([of(ok(body)), NEVER])
    expectObservable(progress$('a'), '--!').toBe('a', { a: body })
  })
})

test('unsubscribing aborts the request in flight and stops the timer', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const q = cold('                       --(q|)', replies)
    const p = cold('                                   -------(p|)', replies)
    const { progress$ } = clientAnswering([q, p])
    expectSubscriptions(q.subscriptions).toBe('  ^-!')
    expectSubscriptions(p.subscriptions).toBe('  ------------^--!')
    expectObservable(progress$('a'), '           ---------------!').toBe('--q', progress)
  })
})

test('unsubscribing between polls prevents the next request', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    const { progress$, requests } = clientAnswering(immediately('qc'))
    expectObservable(progress$('a'), '-----!').toBe('q', progress)
    flush()
    t.is(requests.length, 1)
  })
})

test('subscribers share one loop; a late one gets the latest progress at once', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    const { progress$, requests } = clientAnswering(immediately('qpc'))
    expectObservable(progress$('a'), '^').toBe('              q---------p---------(c|)', progress)
    expectObservable(progress$('a'), '-----^').toBe('         -----q----p---------(c|)', progress)
    expectObservable(progress$('a'), '------------^----!').toBe('------------p', progress)
    flush()
    t.is(requests.length, 3)
  })
})

test('the loop runs until the last subscriber unsubscribes', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const slow = cold('                       --------------------(q|)', replies)
    const { progress$ } = clientAnswering([slow])
    expectObservable(progress$('a'), '              ^----!').toBe('')
    expectObservable(progress$('a'), '              --^---------!').toBe('')
    expectSubscriptions(slow.subscriptions).toBe('  ^-----------!')
  })
})

test('other ids and other clients have their own loops', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    const one = clientAnswering([NEVER])
    const two = clientAnswering([NEVER])
    expectObservable(one.progress$('a'), '--!')
    expectObservable(one.progress$('b'), '--!')
    expectObservable(two.progress$('a'), '--!')
    flush()
    t.deepEqual([one.requests.length, two.requests.length], [2, 1])
  })
})

test('a subscription after the end starts a new loop', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('cqc'))
    expectObservable(concat(progress$('a'), progress$('a'))).toBe('(cq)------(c|)', progress)
  })
})

test('resubscribing within complete or error starts a new loop', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$, requests } = clientAnswering(immediately('c4c'))
    const ends: string[] = []
    progress$('a').subscribe({
      complete: () => {
        ends.push('complete')
        progress$('a').subscribe({
          error: () => {
            ends.push('error')
            progress$('a').subscribe({ complete: () => ends.push('complete') })
          },
        })
      },
    })
    flush()
    t.deepEqual(ends, ['complete', 'error', 'complete'])
    t.is(requests.length, 3)
  })
})

test('a response outside 2xx that is not transient errors at once', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('q4'), { retry: {} })
    expectObservable(tagged(progress$('a'))).toBe('q---------(x|)', { ...progress, x: 'Http' })
  })
})

test('an HttpError shows the request, the response and advice', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$ } = clientAnswering(immediately('4'))
    progress$('a').subscribe({
      error: (error: HttpError) => {
        t.true(error instanceof HttpError)
        t.is(
          error.message,
          'progress of clean-description "a": HTTP 404 (Not found.) from /test_framework/v1/metrics/generate_clean_description_progress/; check the id and baseUrl',
        )
        t.like(error, { status: 404, detail: 'Not found.', retryAfter: undefined })
      },
    })
    flush()
  })
  t.plan(3)
})

test('a body outside the schema is a DecodeError at once, with a line per fault', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$, requests } = clientAnswering([of(ok({ status: 'completed', thinking: 7 }))], {
      retry: {},
    })
    progress$('a').subscribe({
      error: (error: DecodeError) => {
        t.true(error instanceof DecodeError)
        t.deepEqual(error.report, [
          'clean_description: expected string, got undefined',
          'thinking: expected string, got 7',
        ])
      },
    })
    flush()
    t.is(requests.length, 1)
  })
})

test('a request without a response within requestTimeout is aborted, a NetworkError', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const silent = cold('-', replies)
    const { progress$ } = clientAnswering([silent], { requestTimeout: 20 })
    expectSubscriptions(silent.subscriptions).toBe('^ 19ms !')
    expectObservable(tagged(progress$('a'))).toBe('  20ms (x|)', { x: 'Network' })
    progress$('a').subscribe({
      error: (error: NetworkError) => {
        t.true(error instanceof NetworkError)
        t.is(error.code, 'ETIMEDOUT')
      },
    })
  })
  t.plan(4)
})

test('a transport that completes without a reply is a NetworkError', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering([EMPTY])
    expectObservable(tagged(progress$('a'))).toBe('(x|)', { x: 'Network' })
  })
})

test('a transport is unsubscribed from after its reply', (t) => {
  virtually(t, ({ hot, expectObservable, expectSubscriptions }) => {
    const chatty = hot('--q--p--', replies)
    const { progress$ } = clientAnswering([chatty, NEVER])
    expectObservable(progress$('a'), '      --------!').toBe('--q', progress)
    expectSubscriptions(chatty.subscriptions).toBe('^-!')
  })
})

test('the deadline ends a job between polls', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('q'), { interval: 100, deadline: 50 })
    expectObservable(tagged(progress$('a'))).toBe('q 49ms (x|)', { ...progress, x: 'Deadline' })
    progress$('a').subscribe({
      error: (error: DeadlineError) => {
        t.true(error instanceof DeadlineError)
        t.like(error, { elapsed: 50, last: 'queued' })
      },
    })
  })
  t.plan(3)
})

test('the deadline ends a job during a request', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const silent = cold('-', replies)
    const { progress$ } = clientAnswering([silent], { deadline: 50 })
    expectSubscriptions(silent.subscriptions).toBe('^ 49ms !')
    expectObservable(tagged(progress$('a'))).toBe('  50ms (x|)', { x: 'Deadline' })
  })
})

test('an infinite deadline never ends a job', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering([timer(1e7).pipe(() => NEVER)], {
      deadline: Infinity,
      requestTimeout: 1e9,
    })
    expectObservable(progress$('a'), '100000s !').toBe('')
  })
})

for (const [what, id] of Object.entries({
  empty: '',
  missing: undefined,
  'a number': 7,
  'not Unicode': 'a\ud800',
}))
  test(`an id that is ${what} is a ConfigError before any request`, (t) => {
    const { progress$, requests } = clientAnswering(immediately('c'))
    progress$(id as string).subscribe({
      error: (error: ConfigError) => {
        t.true(error instanceof ConfigError)
        t.is(error.option, 'progressId')
      },
    })
    t.is(requests.length, 0)
    t.plan(3)
  })

test('a schedule is called with a PollState after each response except the last', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    const asked: unknown[] = []
    const interval = (poll: object): number => asked.push(poll) * 5
    const { progress$ } = clientAnswering(immediately('qpc'), { interval })
    expectObservable(progress$('a')).toBe('q----p---------(c|)', progress)
    flush()
    t.deepEqual(asked, [
      { attempt: 1, elapsed: 0, status: 'queued' },
      { attempt: 2, elapsed: 5, status: 'processing' },
    ])
  })
})

test('an interval above the limit of a timer is waited for', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('qc'), { interval: 2 ** 32, deadline: Infinity })
    expectObservable(progress$('a')).toBe(`q ${2 ** 32 - 1}ms (c|)`, progress)
  })
})

test('progress$ ignores additional arguments of operators', (t) => {
  t.is(clientAnswering([]).progress$.length, 1)
})

test('unsubscribing synchronously within next ends the observation', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$, requests } = clientAnswering(immediately('qpc'))
    const seen: string[] = []
    const subscription = progress$('a').subscribe({
      next: ({ status }) => {
        seen.push(status)
        subscription.unsubscribe()
      },
      complete: () => t.fail(),
    })
    flush()
    t.deepEqual(seen, ['queued'])
    t.is(requests.length, 1)
  })
})

test("a transport's error is a NetworkError with its message and code", (t) => {
  virtually(t, ({ flush }) => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const { progress$ } = clientAnswering([throwError(() => refused)])
    progress$('a').subscribe({
      error: (error: NetworkError) => {
        t.true(error instanceof NetworkError)
        t.is(error.code, 'ECONNREFUSED')
        t.is(
          error.message,
          'progress of clean-description "a": no answer: connect ECONNREFUSED; check network and baseUrl',
        )
        t.is(error.cause, refused)
      },
    })
    flush()
  })
  t.plan(4)
})

test('a second subscriber shares the request in flight', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    const { progress$, requests } = clientAnswering([NEVER])
    expectObservable(progress$('a'), '^------!')
    expectObservable(progress$('a'), '---^---!')
    flush()
    t.is(requests.length, 1)
  })
})
