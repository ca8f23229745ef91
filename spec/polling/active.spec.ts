import test, { type ExecutionContext } from 'ava'
import { concat, NEVER, type Observable, of, throwError } from 'rxjs'
import { type ConfigError, type ClientEvent, whenOnline, whenVisible } from '../../lib/index.js'
import { clientAnswering, immediately, ok, progress, replies, tagged, virtually } from '../support/virtual.js'

const flags = { t: true, f: false }
const request = { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' } as const

test('no request is sent while active$ is false; true polls at once', (t) => {
  virtually(t, ({ hot, expectObservable, flush }) => {
    const active$ = hot('                                    ---f--------------t', flags)
    const { progress$, requests } = clientAnswering(immediately('qpc'), { active$ })
    expectObservable(progress$('a')).toBe('                  q-----------------p---------(c|)', progress)
    flush()
    t.is(requests.length, 3)
  })
})

test('active$ can be false from the start', (t) => {
  virtually(t, ({ cold, expectObservable, flush }) => {
    const active$ = cold('                                   f-------t', flags)
    const { progress$, requests } = clientAnswering(immediately('c'), { active$ })
    expectObservable(progress$('a')).toBe('                  --------(c|)', progress)
    flush()
    t.is(requests.length, 1)
  })
})

test('resuming polls at once, but not within a second of the last response', (t) => {
  virtually(t, ({ hot, expectObservable }) => {
    const active$ = hot('                                    --f-t-f-t 991ms --- 1500ms f-t', flags)
    const { progress$ } = clientAnswering(immediately('qpc'), { active$, interval: 5000 })
    expectObservable(progress$('a')).toBe('                  q 999ms         p-- 1500ms --(c|)', progress)
  })
})

test('resuming within an interval below a second polls after the interval', (t) => {
  virtually(t, ({ hot, expectObservable }) => {
    const active$ = hot('                                    --f-t', flags)
    const { progress$ } = clientAnswering(immediately('qc'), { active$ })
    expectObservable(progress$('a')).toBe('                  q---------(c|)', progress)
  })
})

test('a repeated true has no effect', (t) => {
  virtually(t, ({ hot, expectObservable }) => {
    const active$ = hot('                                    t-t-t', flags)
    const { progress$ } = clientAnswering(immediately('qc'), { active$ })
    expectObservable(progress$('a')).toBe('                  q---------(c|)', progress)
  })
})

test('a request in flight is not aborted by a pause', (t) => {
  virtually(t, ({ cold, hot, expectObservable }) => {
    const active$ = hot('                                    --f--------------t', flags)
    const { progress$ } = clientAnswering([cold('-----(q|)', replies), of(replies.c)], { active$ })
    expectObservable(progress$('a')).toBe('                  -----q-----------(c|)', progress)
  })
})

test('the deadline includes pauses', (t) => {
  virtually(t, ({ hot, expectObservable }) => {
    const active$ = hot('                                    ---f', flags)
    const { progress$ } = clientAnswering(immediately('q'), { active$, deadline: 50 })
    expectObservable(tagged(progress$('a'))).toBe('          q 49ms (x|)', { ...progress, x: 'Deadline' })
  })
})

test('resuming does not outrun a Retry-After', (t) => {
  virtually(t, ({ hot, expectObservable }) => {
    const throttled = of({ status: 503, body: '', headers: { 'retry-after': '1' } })
    const active$ = hot('                                    --f--t', flags)
    const { progress$ } = clientAnswering([throttled, of(replies.c)], { active$, retry: {} })
    expectObservable(progress$('a')).toBe('                  1000ms (c|)', progress)
  })
})

test('start$ waits for active$, too, within the deadline', (t) => {
  virtually(t, ({ cold, expectObservable }) => {
    const started = [of(ok({ progress_id: 'n' }))]
    const later = clientAnswering(started, { active$: concat(of(false), cold('-----t', flags)) })
    expectObservable(later.start$(request)).toBe('-----(n|)')
    const never = clientAnswering(started, { active$: concat(of(false), NEVER), deadline: 50 })
    expectObservable(tagged(never.start$(request))).toBe('50ms (x|)', { x: 'Deadline' })
  })
})

test('active$ has one subscription per client, until the last observation ends', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const active$ = cold('                         t-----------', flags)
    const { progress$ } = clientAnswering([NEVER], { active$ })
    expectObservable(progress$('a'), '             ^----!')
    expectObservable(progress$('b'), '             --^-------!')
    expectSubscriptions(active$.subscriptions).toBe('^---------!')
  })
})

test('active$ that completes while true leaves the client active', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('qc'), { active$: of(true) })
    expectObservable(progress$('a')).toBe('q---------(c|)', progress)
  })
})

test('active$ that completed is not subscribed to again', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const active$ = cold('                                   f----(t|)', flags)
    const { progress$ } = clientAnswering(immediately('qpc'), { active$ })
    expectObservable(progress$('a')).toBe('                  -----q---------p---------(c|)', progress)
    expectSubscriptions(active$.subscriptions).toBe('        ^----!')
  })
})

test('active$ that completes while false pauses until the deadline', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    const config = { active$: of(false), deadline: 50 }
    const { progress$, requests } = clientAnswering(immediately('c'), config)
    expectObservable(tagged(progress$('a'))).toBe('50ms (x|)', { x: 'Deadline' })
    flush()
    t.is(requests.length, 0)
  })
})

for (const [what, active$, message] of [
  ['errors', throwError(() => new Error('boom')), 'active$ failed; see cause'],
  ['emits nonsense', of('yes'), 'active$: expected boolean, got string'],
] as const)
  test(`an active$ that ${what} ends the observation with an error that names it`, (t) => {
    virtually(t, ({ flush }) => {
      const { progress$ } = clientAnswering([NEVER], { active$: active$ as never })
      progress$('a').subscribe({
        error: (error: ConfigError) => {
          t.is(error._tag, 'Config')
          t.is(error.option, 'active$')
          t.is(error.message, message)
          t.is((error.cause as Error | undefined)?.message, what === 'errors' ? 'boom' : undefined)
        },
      })
      flush()
    })
    t.plan(4)
  })

test('events$ reports pauses', (t) => {
  virtually(t, ({ hot, expectObservable, flush }) => {
    const active$ = hot('--f---t---f', flags)
    const { progress$, events$ } = clientAnswering([NEVER], { active$ })
    const seen: ClientEvent[] = []
    events$.subscribe((event) => seen.push(event))
    expectObservable(progress$('a'), '--------!')
    flush()
    t.deepEqual(
      seen.map(({ type }) => type),
      ['begin', 'paused', 'resumed', 'end'],
    )
  })
})

/** Replaces globals while `run` runs; undefined removes one. */
const withGlobals = (globals: Record<string, unknown>, run: () => void): void => {
  const names = Object.keys(globals)
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name))
  for (const name of names)
    Object.defineProperty(globalThis, name, { value: globals[name], configurable: true, writable: true })
  try {
    run()
  } finally {
    names.forEach((name, i) => {
      if (before[i]) Object.defineProperty(globalThis, name, before[i])
      else Reflect.deleteProperty(globalThis, name)
    })
  }
}

/** Everything that a source notifies of at once. */
const notified = (source: Observable<boolean>): unknown[] => {
  const seen: unknown[] = []
  source.subscribe({
    next: (value) => seen.push(value),
    error: (error) => seen.push(error),
    complete: () => seen.push('completed'),
  })
  return seen
}

test('whenVisible follows the page', (t) => {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  const seen: boolean[] = []
  withGlobals({ document }, () => {
    const subscription = whenVisible().subscribe((visible) => seen.push(visible))
    for (const state of ['hidden', 'hidden', 'visible']) {
      document.visibilityState = state
      document.dispatchEvent(new Event('visibilitychange'))
    }
    subscription.unsubscribe()
    document.visibilityState = 'hidden'
    document.dispatchEvent(new Event('visibilitychange'))
  })
  t.deepEqual(seen, [true, false, true])
})

const followsOnline = (t: ExecutionContext, scope: EventTarget, navigator: { onLine: boolean }): void => {
  const seen: boolean[] = []
  const subscription = whenOnline().subscribe((online) => seen.push(online))
  for (const onLine of [true, true, false]) {
    navigator.onLine = onLine
    scope.dispatchEvent(new Event(onLine ? 'online' : 'offline'))
  }
  subscription.unsubscribe()
  scope.dispatchEvent(new Event('online'))
  t.deepEqual(seen, [false, true, false])
}

test('whenOnline follows the browser', (t) => {
  const navigator = { onLine: false }
  const window = Object.assign(new EventTarget(), { navigator })
  withGlobals({ window }, () => followsOnline(t, window, navigator))
})

test('whenOnline follows the global scope of a worker', (t) => {
  const navigator = { onLine: false }
  const scope = new EventTarget()
  const globals = {
    window: undefined,
    navigator,
    addEventListener: scope.addEventListener.bind(scope),
    removeEventListener: scope.removeEventListener.bind(scope),
  }
  withGlobals(globals, () => followsOnline(t, scope, navigator))
})

const throwing = (): never => {
  throw new TypeError('not implemented')
}
const navigator = { onLine: true }
const withoutRemoval = { addEventListener: () => {} }

for (const [where, globals] of Object.entries({
  'neither page nor browser': { navigator: undefined },
  'React Native': { window: globalThis, navigator: { product: 'ReactNative' } },
  'a global scope as window': { window: globalThis, navigator },
  'an empty window': { window: {}, document: {} },
  'null in place of both': { window: null, document: null },
  'a navigator that does not know': { window: Object.assign(new EventTarget(), { navigator: {} }) },
  'a hidden document without events': { document: { visibilityState: 'hidden' } },
  'a runtime that knows, but without events': { navigator: { onLine: false } },
}))
  test(`whenVisible and whenOnline emit true and complete in ${where}`, (t) => {
    withGlobals(globals, () => {
      t.deepEqual(notified(whenVisible()), [true, 'completed'])
      t.deepEqual(notified(whenOnline()), [true, 'completed'])
    })
  })

for (const [what, target] of Object.entries({
  'cannot be left': withoutRemoval,
  'throw on subscription': { addEventListener: throwing, removeEventListener: throwing },
}))
  test(`whenVisible and whenOnline stay true if events ${what}`, (t) => {
    withGlobals({ document: target, window: { ...target, navigator } }, () => {
      t.deepEqual(notified(whenVisible()), [true, 'completed'])
      t.deepEqual(notified(whenOnline()), [true, 'completed'])
    })
  })

test('a state that throws counts as true', (t) => {
  const document = Object.defineProperty(new EventTarget(), 'visibilityState', { get: throwing })
  const window = Object.assign(new EventTarget(), {
    navigator: Object.defineProperty({}, 'onLine', { get: throwing }),
  })
  withGlobals({ document, window }, () => {
    t.deepEqual(notified(whenVisible()), [true, 'completed'])
    t.deepEqual(notified(whenOnline()), [true, 'completed'])
  })
})

test('an active$ without events does not hold a client back', (t) => {
  withGlobals({ window: globalThis, navigator: { product: 'ReactNative' } }, () => {
    virtually(t, ({ expectObservable }) => {
      const { progress$ } = clientAnswering(immediately('qc'), { active$: whenOnline() })
      expectObservable(progress$('a')).toBe('q---------(c|)', progress)
    })
  })
})
