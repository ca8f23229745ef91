import test from 'ava'
import fc from 'fast-check'
import {
  BehaviorSubject,
  config as rxjs,
  defer,
  finalize,
  NEVER,
  type Observable,
  of,
  Subscription,
  take,
  throwError,
} from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import {
  type CekuraError,
  type ClientConfig,
  createClient,
  type HttpReply,
  type ClientEvent,
  type Progress,
} from '../../lib/index.js'
import { clientAnswering, immediately, progress, replies, virtually } from '../support/virtual.js'

/*
 * Callers subscribe, unsubscribe and throw at unfavourable moments. A timer that is left behind is found on the
 * virtual clock, because it runs after the last expected one.
 */

/** Runs it until no timer is left. Returns the time of the last one. */
const untilRest = (act: (scheduler: TestScheduler) => void): number => {
  const scheduler = new TestScheduler(() => {})
  const { random } = Math
  Math.random = () => 0.5
  try {
    scheduler.run(() => act(scheduler))
  } finally {
    Math.random = random
  }
  return scheduler.now()
}

/** A job with slow answers, backoff, throttling and a pause. It takes 88 ms. */
const eventful = (scheduler: TestScheduler, config: ClientConfig = {}) => {
  const slow = (r: HttpReply): Observable<HttpReply> =>
    scheduler.createColdObservable<HttpReply>('-----(r|)', { r })
  const answers: Observable<HttpReply>[] = [
    slow(replies.q),
    slow(replies[5]),
    of({ status: 429, body: '', headers: { 'retry-after': '0.01' } }),
    slow(replies.q),
    slow(replies.p),
    slow(replies.c),
  ]
  const log = { requests: 0, open: 0, events: [] as ClientEvent[] }
  const transport = (): Observable<HttpReply> =>
    defer(() => {
      log.open++
      return answers[Math.min(log.requests++, answers.length - 1)]!.pipe(finalize(() => log.open--))
    })
  const active$ = scheduler.createColdObservable('t------------------------------------f---t', {
    t: true,
    f: false,
  })
  const retry = { initialDelay: 8 }
  const client = createClient({ transport, interval: 10, retry, active$, requestTimeout: 1000, ...config })
  client.events$.subscribe((event) => log.events.push(event))
  return { ...client, log }
}

const endsIn = (events: readonly ClientEvent[]) => events.filter(({ type }) => type === 'end')

/** Time of the last timer if the subscriber stays. */
const whole = untilRest((scheduler) => eventful(scheduler).progress$('a').subscribe())

test('unsubscribing at any step leaves no request, no timer and one end event', (t) => {
  t.true(whole > 60 && whole < 100)
  for (let at = 0; at < whole; at += 0.5) {
    let log: ReturnType<typeof eventful>['log'] | undefined
    const rest = untilRest((scheduler) => {
      const job = eventful(scheduler)
      log = job.log
      const subscription = job.progress$('a').subscribe()
      scheduler.schedule(() => subscription.unsubscribe(), at)
    })
    t.is(rest, at)
    t.is(log!.open, 0)
    t.like(endsIn(log!.events), [{ outcome: 'unsubscribed', polls: log!.requests }])
    t.is(endsIn(log!.events).length, 1)
  }
})

test('unsubscribing synchronously after subscribing sends no request', (t) => {
  for (const leave of [
    (source: Observable<Progress>) => source.subscribe().unsubscribe(),
    (source: Observable<Progress>) => source.pipe(take(0)).subscribe(),
  ]) {
    let requests = -1
    const rest = untilRest((scheduler) => {
      const { log, progress$ } = eventful(scheduler)
      leave(progress$('a'))
      scheduler.schedule(() => (requests = log.requests))
    })
    t.is(rest, 0)
    t.is(requests, 0)
  }
})

test('unsubscribing synchronously within any next leaves nothing', (t) => {
  for (const nth of [1, 2, 3]) {
    const seen: string[] = []
    let log: ReturnType<typeof eventful>['log'] | undefined
    let left = 0
    const rest = untilRest((scheduler) => {
      const job = eventful(scheduler)
      log = job.log
      const subscription = job.progress$('a').subscribe({
        next: ({ status }) => {
          if (seen.push(status) < nth) return
          subscription.unsubscribe()
          left = scheduler.now()
          t.is(job.log.open, 0)
        },
        complete: () => t.fail(),
      })
    })
    t.is(rest, left)
    t.deepEqual(seen, ['queued', 'processing', 'completed'].slice(0, nth))
    t.is(endsIn(log!.events).length, 1)
  }
})

for (const type of ['poll', 'retry', 'transition', 'paused', 'resumed'] as const)
  test(`unsubscribing within a ${type} event leaves nothing`, (t) => {
    let left = -1
    let open = -1
    const rest = untilRest((scheduler) => {
      const { events$, progress$, log } = eventful(scheduler)
      const subscription = new Subscription()
      events$.subscribe((event) => {
        if (event.type !== type) return
        subscription.unsubscribe()
        left = scheduler.now()
        open = log.open
      })
      subscription.add(progress$('a').subscribe({ complete: () => t.fail() }))
    })
    t.is(rest, left)
    t.is(open, 0)
  })

for (const asked of ['apiKey', 'headers', 'interval', 'isTransient', 'transport'])
  test(`unsubscribing within ${asked} leaves nothing`, (t) => {
    let left = -1
    let log: ReturnType<typeof eventful>['log'] | undefined
    const rest = untilRest((scheduler) => {
      const subscription = new Subscription()
      const leaving =
        <A>(answer: A) =>
        (): A => {
          subscription.unsubscribe()
          left = scheduler.now()
          return answer
        }
      const job = eventful(scheduler, {
        ...(asked === 'apiKey' && { apiKey: leaving('key') }),
        ...(asked === 'headers' && { headers: leaving({}) }),
        ...(asked === 'interval' && { interval: leaving(10) }),
        ...(asked === 'isTransient' && { retry: { isTransient: leaving(true) } }),
        ...(asked === 'transport' && { transport: leaving(NEVER) }),
      })
      log = job.log
      subscription.add(job.progress$('a').subscribe({ complete: () => t.fail(), error: () => t.fail() }))
    })
    t.true(left >= 0)
    t.is(rest, left)
    t.is(log!.open, 0)
    t.like(endsIn(log!.events), [{ outcome: 'unsubscribed' }])
  })

test('a next that throws ends no observation', (t) => {
  const reported: unknown[] = []
  const seen: string[] = []
  rxjs.onUnhandledError = (error) => reported.push(error)
  virtually(t, ({ expectObservable, flush }) => {
    const { progress$, requests } = clientAnswering(immediately('qpc'))
    progress$('a').subscribe(({ status }) => {
      seen.push(status)
      throw new Error(status)
    })
    expectObservable(progress$('a')).toBe('q---------p---------(c|)', progress)
    flush()
    t.is(requests.length, 3)
  })
  rxjs.onUnhandledError = null
  t.deepEqual(seen, ['queued', 'processing', 'completed'])
  t.deepEqual(
    reported.map((error) => (error as Error).message),
    seen,
  )
})

test('subscribing within next joins the loop, and gets the latest value once', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$, requests } = clientAnswering(immediately('qpc'))
    const inner: string[][] = []
    progress$('a').subscribe(() => {
      const seen: string[] = []
      inner.push(seen)
      progress$('a').subscribe(({ status }) => seen.push(status))
    })
    flush()
    t.deepEqual(inner, [['queued', 'processing', 'completed'], ['processing', 'completed'], ['completed']])
    t.is(requests.length, 3)
  })
})

test('subscribing to another id within next starts its loop', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$, requests } = clientAnswering(immediately('qcc'))
    const seen: string[] = []
    progress$('a').subscribe(({ status }) => {
      seen.push(`a ${status}`)
      if (status === 'queued') progress$('b').subscribe((p) => seen.push(`b ${p.status}`))
    })
    flush()
    t.deepEqual(seen, ['a queued', 'b completed', 'a completed'])
    t.is(requests.length, 3)
  })
})

test('unsubscribing and resubscribing within next starts a new loop', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$, requests } = clientAnswering(immediately('qpc'))
    const seen: string[] = []
    const subscription = progress$('a').subscribe(() => {
      subscription.unsubscribe()
      progress$('a').subscribe(({ status }) => seen.push(status))
    })
    flush()
    t.deepEqual(seen, ['processing', 'completed'])
    t.is(requests.length, 3)
  })
})

for (const [outcome, letters] of [
  ['completed', 'cqc'],
  ['Http', '4qc'],
  ['unsubscribed', 'qqc'],
] as const)
  test(`subscribing within the end event (${outcome}) starts one new loop`, (t) => {
    virtually(t, ({ flush }) => {
      const { progress$, events$, requests } = clientAnswering(immediately(letters))
      const seen: string[][] = []
      const again = (): void => {
        const statuses: string[] = []
        seen.push(statuses)
        progress$('a').subscribe({ next: ({ status }) => statuses.push(status), error: () => t.fail() })
      }
      const first = events$.subscribe((event) => {
        if (event.type !== 'end') return
        first.unsubscribe()
        t.is(event.outcome, outcome)
        again()
      })
      const subscription = progress$('a').subscribe({
        next: ({ status }) => {
          if (status !== 'queued') return
          subscription.unsubscribe()
          again()
        },
        error: () => {},
      })
      flush()
      t.deepEqual(seen.at(-1), ['queued', 'completed'])
      t.is(new Set(seen.map(String)).size, 1)
      t.is(requests.length, 3)
    })
  })

test('a thousand subscribers unsubscribe in any order; the loop ends with the last', (t) => {
  const anyOrder = fc.shuffledSubarray(
    Array.from({ length: 1000 }, (_, n) => n),
    { minLength: 1000 },
  )
  fc.assert(
    fc.property(anyOrder, fc.integer({ min: 1, max: 7 }), (order, pace) => {
      let log: ReturnType<typeof eventful>['log'] | undefined
      const rest = untilRest((scheduler) => {
        const job = eventful(scheduler)
        log = job.log
        const subscriptions = order.map(() => job.progress$('a').subscribe())
        for (const [n, who] of order.entries())
          scheduler.schedule(() => subscriptions[who]!.unsubscribe(), 1 + n / (100 * pace))
      })
      t.is(rest, 1 + 999 / (100 * pace))
      t.is(log!.open, 0)
      t.is(endsIn(log!.events).length, 1)
    }),
    { numRuns: 20 },
  )
})

const never = (): Promise<never> => new Promise(() => {})
const boom = new Error('boom')
const throwing = (): never => {
  throw boom
}

for (const [option, what, supplied, message, cause] of [
  ['apiKey', 'throws', throwing, 'apiKey failed; see cause', /^boom$/],
  ['apiKey', 'rejects', () => Promise.reject(boom), 'apiKey failed; see cause', /^boom$/],
  ['apiKey', 'never answers', never, 'apiKey failed; see cause', /^Timeout has occurred$/],
  ['apiKey', 'returns nothing', () => undefined, 'apiKey: expected string, got undefined'],
  ['apiKey', 'returns a number', () => 7, /^apiKey: expected .*, got number$/],
  ['apiKey', 'answers an empty string', () => Promise.resolve(''), 'apiKey: is empty'],
  ['apiKey', 'answers null', () => Promise.resolve(null), /^apiKey: expected .*, got null$/],
  ['apiKey', 'returns a broken promise', () => ({ then: throwing }), 'apiKey failed; see cause', /^boom$/],
  ['headers', 'throws', throwing, 'headers failed; see cause', /^boom$/],
  ['headers', 'rejects', () => Promise.reject(boom), 'headers failed; see cause', /^boom$/],
  ['headers', 'never answers', never, 'headers failed; see cause', /^Timeout has occurred$/],
  ['headers', 'returns a string', () => 'a: b', 'headers: expected plain object, got string'],
  ['headers', 'returns nothing', () => undefined, 'headers: expected plain object, got undefined'],
  ['headers', 'returns nonsense in one', () => ({ a: 7 }), /^headers\.a: expected .*, got number$/],
  ['interval', 'throws', throwing, 'interval failed; see cause', /^boom$/],
  ['interval', 'returns NaN', () => NaN, 'interval(): expected finite number >= 0, got NaN'],
  ['interval', 'returns less than 0', () => -1, 'interval(): expected finite number >= 0, got number'],
  ['interval', 'returns Infinity', () => Infinity, 'interval(): expected finite number >= 0, got Infinity'],
  [
    'interval',
    'returns a promise',
    () => Promise.resolve(5),
    'interval(): expected finite number >= 0, got object',
  ],
  ['interval', 'returns nothing', () => undefined, 'interval(): expected finite number >= 0, got undefined'],
] as const)
  test(`${option} ${what}`, async (t) => {
    let requests = 0
    const transport = () => of(requests++ === 0 ? replies.q : replies.c)
    const { progress$ } = createClient({ transport, requestTimeout: 50, [option]: supplied })
    const error = await new Promise<CekuraError>((resolve) => progress$('a').subscribe({ error: resolve }))
    t.like(error, { _tag: 'Config', option })
    if (typeof message === 'string') t.is(error.message, message)
    else t.regex(error.message, message)
    if (cause) t.regex((error.cause as Error).message, cause)
    t.is(requests, option === 'interval' ? 1 : 0)
  })

test('active$ can change within next and within other callbacks', (t) => {
  virtually(t, ({ flush }) => {
    const active$ = new BehaviorSubject(true)
    const { progress$, events$, requests } = clientAnswering(immediately('qpc'), { active$ })
    const told: string[] = []
    events$.subscribe(({ type }) => {
      told.push(type)
      if (type === 'paused') active$.next(true)
    })
    const seen: string[] = []
    progress$('a').subscribe(({ status }) => {
      seen.push(status)
      active$.next(false)
    })
    flush()
    t.deepEqual(seen, ['queued', 'processing', 'completed'])
    t.is(requests.length, 3)
    t.false(active$.observed)
  })
})

test('an active$ that errors later ends all waiting observations', (t) => {
  const errors: unknown[] = []
  const rest = untilRest((scheduler) => {
    const { progress$ } = clientAnswering([NEVER], {
      active$: scheduler.createColdObservable('f--#', { f: false }),
    })
    progress$('a').subscribe({ error: (error: CekuraError) => errors.push(error.message) })
    progress$('b').subscribe({ error: (error: CekuraError) => errors.push(error.message) })
  })
  t.deepEqual(errors, ['active$ failed; see cause', 'active$ failed; see cause'])
  t.is(rest, 3)
})

test('an active$ that throws on subscription is a ConfigError', (t) => {
  const { progress$ } = clientAnswering([NEVER], { active$: defer(() => throwError(() => boom)) })
  progress$('a').subscribe({ error: (error: CekuraError) => t.like(error, { _tag: 'Config', cause: boom }) })
  t.plan(1)
})

for (const [what, reply] of [
  ['null', null],
  ['undefined', undefined],
  ['number', 7],
  ['object', { status: '200', body: '{}' }],
  ['object', { status: 200, body: {} }],
] as const)
  test(`a transport that emits ${what} (${JSON.stringify(reply)}) is a ConfigError`, (t) => {
    virtually(t, ({ flush }) => {
      const { progress$ } = clientAnswering([of(reply as unknown as HttpReply)])
      progress$('a').subscribe({
        error: (error: CekuraError) => {
          t.like(error, { _tag: 'Config', option: 'transport' })
          t.is(error.message, `transport(): expected { status, body }, got ${what}`)
        },
      })
      flush()
    })
    t.plan(2)
  })

test("a fetch's rejection is shown by its message, otherwise by its class", (t) => {
  virtually(t, ({ flush }) => {
    for (const [thrown, words] of [
      [new RangeError(''), 'RangeError'],
      [new TypeError('fetch failed', { cause: new Error('') }), 'fetch failed'],
      [new TypeError('fetch failed', { cause: new Error('closed') }), 'fetch failed: closed'],
      ['closed', '"closed"'],
      [{ name: 7 }, 'object'],
      [undefined, 'undefined'],
    ] as const) {
      const { progress$ } = clientAnswering([throwError(() => thrown)])
      progress$('a').subscribe({
        error: ({ message }: CekuraError) =>
          t.is(message, `progress of clean-description "a": no answer: ${words}; check network and baseUrl`),
      })
    }
    flush()
  })
  t.plan(6)
})
