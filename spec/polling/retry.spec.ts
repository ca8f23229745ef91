import test from 'ava'
import fc from 'fast-check'
import { asyncScheduler, defer, delay, type Observable, of, tap, throwError, timer } from 'rxjs'
import { HttpError, type HttpReply, isTransient, NetworkError } from '../../lib/index.js'
import { backoff } from '../../lib/polling/retry.js'
import { clientAnswering, immediately, ok, progress, replies, tagged, virtually } from '../support/virtual.js'

const throttled = (retryAfter: string, status = 429) =>
  of({ status, body: '', headers: { 'retry-after': retryAfter } })
const refused = throwError(() => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
const request = { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' } as const

test('a backoff stays below its exponential ceiling and below maxDelay', (t) => {
  const delays = fc.record({
    initialDelay: fc.double({ min: 0, max: 1e6, noNaN: true }),
    maxDelay: fc.double({ min: 0, max: 1e6, noNaN: true }),
  })
  fc.assert(
    fc.property(delays, fc.integer({ min: 1, max: 2000 }), ({ initialDelay, maxDelay }, failures) => {
      const delay = backoff({ limit: 5, initialDelay, maxDelay, isTransient }, failures)
      return delay >= 0 && delay <= maxDelay && (failures > 1 || delay <= initialDelay)
    }),
  )
  t.pass()
})

test('a backoff doubles its ceiling with each failure', (t) => {
  const policy = { limit: 9, initialDelay: 100, maxDelay: 500, isTransient }
  t.deepEqual(
    [1, 2, 3, 4, 5].map((failures) => backoff(policy, failures, () => 1)),
    [100, 200, 400, 500, 500],
  )
  t.is(
    backoff(policy, 3, () => 0),
    0,
  )
})

for (let status = 100; status < 600; status++) {
  const transient = [408, 425, 429, 500, 502, 503, 504].includes(status) || (status >= 520 && status <= 527)
  if (transient || status % 50 === 0)
    test(`HTTP ${status} is ${transient ? '' : 'not '}transient`, (t) => {
      t.is(isTransient(new HttpError('', status, '')), transient)
    })
}

test('transient failures are retried with backoff, and a response resets the count', (t) => {
  virtually(
    t,
    ({ expectObservable, flush }) => {
      const retry = { limit: 2, initialDelay: 20, maxDelay: 30 }
      const { progress$, requests } = clientAnswering(immediately('55q55p55c'), { retry })
      // Half of 20, then half of 30, because the random number is 0.5.
      expectObservable(progress$('a')).toBe('-------------------------q 34ms p 34ms (c|)', progress)
      flush()
      t.is(requests.length, 9)
    },
    0.5,
  )
})

test('after limit failures in a row, the stream errors with the last', (t) => {
  virtually(
    t,
    ({ expectObservable, flush }) => {
      const { progress$, requests } = clientAnswering(immediately('5'), {
        retry: { limit: 3, initialDelay: 2 },
      })
      expectObservable(tagged(progress$('a'))).toBe('-------(x|)', { x: 'Http' })
      flush()
      t.is(requests.length, 4)
    },
    0.5,
  )
})

test('retry: false errors at the first failure', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('5'), { retry: false })
    expectObservable(tagged(progress$('a'))).toBe('(x|)', { x: 'Http' })
  })
})

test('isTransient replaces the classification', (t) => {
  virtually(
    t,
    ({ expectObservable }) => {
      const isTransient = (error: object): boolean => error instanceof HttpError && error.status === 404
      const { progress$ } = clientAnswering(immediately('4c'), { retry: { isTransient } })
      expectObservable(progress$('a')).toBe('(c|)', progress)
      const other = clientAnswering(immediately('5'), { retry: { isTransient } })
      expectObservable(tagged(other.progress$('a'))).toBe('(x|)', { x: 'Http' })
    },
    0,
  )
})

test('isTransient can retry a DecodeError, but not a failed job', (t) => {
  virtually(
    t,
    ({ expectObservable }) => {
      const retry = { isTransient: () => true }
      const odd = clientAnswering([of({ status: 200, body: '<html>' }), ...immediately('c')], { retry })
      expectObservable(odd.progress$('a')).toBe('(c|)', progress)
      const failed = clientAnswering(immediately('fc'), { retry })
      expectObservable(tagged(failed.progress$('a'))).toBe('(x|)', { x: 'JobFailed' })
    },
    0,
  )
})

for (const status of [429, 503])
  test(`Retry-After is a minimum on ${status}`, (t) => {
    virtually(
      t,
      ({ expectObservable }) => {
        const retry = { initialDelay: 100 }
        const { progress$ } = clientAnswering([throttled('2', status), ...immediately('c')], { retry })
        expectObservable(progress$('a')).toBe('2050ms (c|)', progress)
      },
      0.5,
    )
  })

test('Retry-After on another status is not obeyed', (t) => {
  virtually(
    t,
    ({ expectObservable }) => {
      const retry = { initialDelay: 100 }
      const { progress$ } = clientAnswering([throttled('2', 500), ...immediately('c')], { retry })
      expectObservable(progress$('a')).toBe('50ms (c|)', progress)
    },
    0.5,
  )
})

test('a Retry-After beyond the deadline errors at once, with retryAfter', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$ } = clientAnswering([throttled('60')], { retry: {}, deadline: 59_999 })
    progress$('a').subscribe({
      error: (error: HttpError) => {
        t.is(error.retryAfter, 60_000)
      },
    })
    flush()
  })
  t.plan(1)
})

test('a 429 holds back all polls of the client, which are then sent with jitter', (t) => {
  virtually(
    t,
    ({ expectObservable }) => {
      const answers = [throttled('2'), ...immediately('cc')]
      const { progress$, start$ } = clientAnswering([...answers, of(ok({ progress_id: 'n' }))], {
        retry: { initialDelay: 100 },
      })
      expectObservable(progress$('a')).toBe('                2050ms (c|)', progress)
      expectObservable(progress$('b'), '500ms ^').toBe('      2050ms (c|)', progress)
      expectObservable(start$(request), '600ms ^').toBe('     2050ms (n|)')
    },
    0.5,
  )
})

test('a thousand polls held back by a 429 are sent one by one, none early', (t) => {
  virtually(t, ({ flush }) => {
    let chance = 0
    Math.random = () => (chance += 0.618) % 1
    const left: number[] = []
    const answers: Observable<HttpReply>[] = [throttled('2'), ...immediately('c')]
    const { progress$ } = clientAnswering(
      answers.map((answer) => defer(() => answer.pipe(tap(() => left.push(asyncScheduler.now()))))),
      { retry: { initialDelay: 1000 } },
    )
    progress$('first').subscribe()
    for (let n = 1; n < 1000; n++) timer(n).subscribe(() => progress$(`${n}`).subscribe())
    flush()
    const [first, ...held] = left.map(Math.floor)
    t.is(first, 0)
    t.is(held.length, 1000)
    t.true(Math.min(...held) >= 2000 && Math.max(...held) < 3000)
    const inOneMs = Math.max(...[...new Set(held)].map((ms) => held.filter((at) => at === ms).length))
    t.true(inOneMs <= 3, `${inOneMs} in one millisecond`)
  })
})

test('a 429 without Retry-After holds back all polls for the backoff', (t) => {
  virtually(
    t,
    ({ expectObservable }) => {
      const answers = [of({ status: 429, body: '' }), ...immediately('cc')]
      const { progress$ } = clientAnswering(answers, { retry: { initialDelay: 100 } })
      expectObservable(progress$('a')).toBe('50ms (c|)', progress)
      expectObservable(progress$('b'), '20ms ^').toBe('100ms (c|)', progress)
    },
    0.5,
  )
})

test('a Retry-After beyond the deadline does not freeze the client', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering([throttled('99999999'), ...immediately('c')], { retry: {} })
    expectObservable(tagged(progress$('a'))).toBe('(x|)', { x: 'Http' })
    expectObservable(progress$('b'), '-----^').toBe('-----(c|)', progress)
  })
})

test('a Retry-After above the limit of a timer is waited for', (t) => {
  virtually(
    t,
    ({ expectObservable }) => {
      const { progress$ } = clientAnswering([throttled('2147484'), ...immediately('c')], {
        retry: {},
        deadline: Infinity,
      })
      expectObservable(progress$('a')).toBe('2147484000ms (c|)', progress)
    },
    0,
  )
})

for (const [what, answer] of Object.entries({
  'a refused connection': refused,
  'a 429': of({ status: 429, body: '' }),
  'a 503 with Retry-After': throttled('0', 503),
}))
  test(`start$ is retried after ${what}, because no job was started`, (t) => {
    virtually(
      t,
      ({ expectObservable }) => {
        const { start$ } = clientAnswering([answer, of(ok({ progress_id: 'n' }))], { retry: {} })
        expectObservable(start$(request)).toBe('(n|)')
      },
      0,
    )
  })

for (const [what, answer] of Object.entries({
  'a reset connection': throwError(() => Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
  'a 503': of(replies[5]),
  'a 502': of({ status: 502, body: '' }),
}))
  test(`start$ is not retried after ${what}, because a job may have been started`, (t) => {
    virtually(t, ({ expectObservable, flush }) => {
      const { start$, requests } = clientAnswering([answer], { retry: {} })
      expectObservable(tagged(start$(request))).toBe('(x|)', {
        x: what.includes('reset') ? 'Network' : 'Http',
      })
      flush()
      t.is(requests.length, 1)
    })
  })

test('start$ is not retried if isTransient returns false', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { start$ } = clientAnswering([refused], { retry: { isTransient: () => false } })
    expectObservable(tagged(start$(request))).toBe('(x|)', { x: 'Network' })
  })
})

test('start$ errors at a Retry-After beyond its deadline', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { start$ } = clientAnswering([throttled('60')], { retry: {}, deadline: 1000 })
    expectObservable(tagged(start$(request))).toBe('(x|)', { x: 'Http' })
  })
})

test('every network failure is transient', (t) => {
  t.true(isTransient(new NetworkError('', undefined)))
})

test('five retries by default, the first within half a second', (t) => {
  virtually(
    t,
    ({ expectObservable, flush }) => {
      const { progress$, requests } = clientAnswering(immediately('5'), { retry: {} })
      expectObservable(tagged(progress$('a'))).toBe('15500ms (x|)', { x: 'Http' })
      flush()
      t.is(requests.length, 6)
    },
    1,
  )
})

test('no backoff is longer than half a minute by default', (t) => {
  virtually(
    t,
    ({ expectObservable }) => {
      const { progress$ } = clientAnswering(immediately('5'), { retry: { limit: 8 } })
      const backoffs = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]
      const elapsed = backoffs.reduce((sum, ms) => sum + ms)
      expectObservable(tagged(progress$('a'))).toBe(`${elapsed}ms (x|)`, { x: 'Http' })
    },
    1,
  )
})

test('start$ calls isTransient with the error', (t) => {
  for (const [answer, requestsMade] of [
    [false, 1],
    [true, 3],
  ] as const)
    virtually(t, ({ flush }) => {
      const errors: unknown[] = []
      const isTransient = (error: unknown) => {
        errors.push(error)
        return answer
      }
      const { start$, requests } = clientAnswering([refused], { retry: { limit: 2, isTransient } })
      tagged(start$(request)).subscribe()
      flush()
      t.is(requests.length, requestsMade)
      t.like(errors[0], { _tag: 'Network', code: 'ECONNREFUSED' })
    })
})

test('a later, shorter Retry-After does not shorten a hold', (t) => {
  virtually(t, ({ expectObservable }) => {
    // Both are in flight before either is answered.
    const answers = [throttled('5').pipe(delay(10)), throttled('1').pipe(delay(20)), ...immediately('c')]
    const { progress$ } = clientAnswering(answers, { retry: {} })
    progress$('a').subscribe()
    progress$('b').subscribe()
    expectObservable(progress$('c'), '2s ^').toBe('5010ms (c|)', progress)
  })
})

test('a Retry-After that ends with the deadline is waited for', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering([throttled('60')], { retry: {}, deadline: 60_000 })
    expectObservable(tagged(progress$('a'))).toBe('60s (x|)', { x: 'Deadline' })
  })
})

for (const code of ['XECONNREFUSED', 'ECONNREFUSEDX', 'XEAI_AGAIN', 'EAI_AGAINX'])
  test(`start$ is not retried after the unknown code ${code}`, (t) => {
    virtually(t, ({ flush }) => {
      const unknown = throwError(() => Object.assign(new Error('unknown'), { code }))
      const { start$, requests } = clientAnswering([unknown], { retry: {} })
      tagged(start$(request)).subscribe()
      flush()
      t.is(requests.length, 1)
    })
  })

for (const status of [1408, 4080, 1503, 5030])
  test(`a status of ${status} is not transient`, (t) => {
    t.false(isTransient(new HttpError('', status, '')))
  })
