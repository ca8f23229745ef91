import test from 'ava'
import { concat, NEVER, of, throwError } from 'rxjs'
import { type ConfigError, type ClientEvent, whenOnline, whenVisible } from '../../lib/index.js'
import { clientAnswering, immediately, ok, progress, replies, tagged, virtually } from '../support/virtual.js'

const flags = { t: true, f: false }
const request = { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' } as const

test('while active$ is false no request is made; on true, polls at once', (t) => {
  virtually(t, ({ hot, expectObservable, flush }) => {
    const active$ = hot('                                    ---f--------------t', flags)
    const { progress$, requests } = clientAnswering(immediately('qpc'), { active$ })
    expectObservable(progress$('a')).toBe('                  q-----------------p---------(c|)', progress)
    flush()
    t.is(requests.length, 3)
  })
})

test('active$ may be false from the start', (t) => {
  virtually(t, ({ cold, expectObservable, flush }) => {
    const active$ = cold('                                   f-------t', flags)
    const { progress$, requests } = clientAnswering(immediately('c'), { active$ })
    expectObservable(progress$('a')).toBe('                  --------(c|)', progress)
    flush()
    t.is(requests.length, 1)
  })
})

test('resuming polls at once, but not within a second of the last answer, so that a flapping network makes no storm', (t) => {
  virtually(t, ({ hot, expectObservable }) => {
    const active$ = hot('                                    --f-t-f-t 991ms --- 1500ms f-t', flags)
    const { progress$ } = clientAnswering(immediately('qpc'), { active$, interval: 5000 })
    expectObservable(progress$('a')).toBe('                  q 999ms         p-- 1500ms --(c|)', progress)
  })
})

test('resuming within an interval of less than a second polls when the interval is over', (t) => {
  virtually(t, ({ hot, expectObservable }) => {
    const active$ = hot('                                    --f-t', flags)
    const { progress$ } = clientAnswering(immediately('qc'), { active$ })
    expectObservable(progress$('a')).toBe('                  q---------(c|)', progress)
  })
})

test('true again while true is nothing new', (t) => {
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

test("the deadline's clock runs on during a pause", (t) => {
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

test('start$ waits for active$ too, within the deadline', (t) => {
  virtually(t, ({ cold, expectObservable }) => {
    const started = [of(ok({ progress_id: 'n' }))]
    const later = clientAnswering(started, { active$: concat(of(false), cold('-----t', flags)) })
    expectObservable(later.start$(request)).toBe('-----(n|)')
    const never = clientAnswering(started, { active$: concat(of(false), NEVER), deadline: 50 })
    expectObservable(tagged(never.start$(request))).toBe('50ms (x|)', { x: 'Deadline' })
  })
})

test('active$ is subscribed to once for all of a client, and left with the last observation', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const active$ = cold('                         t-----------', flags)
    const { progress$ } = clientAnswering([NEVER], { active$ })
    expectObservable(progress$('a'), '             ^----!')
    expectObservable(progress$('b'), '             --^-------!')
    expectSubscriptions(active$.subscriptions).toBe('^---------!')
  })
})

test('active$ may complete while true: it stays so', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('qc'), { active$: of(true) })
    expectObservable(progress$('a')).toBe('q---------(c|)', progress)
  })
})

test('active$ that completed is not asked again', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const active$ = cold('                                   f----(t|)', flags)
    const { progress$ } = clientAnswering(immediately('qpc'), { active$ })
    expectObservable(progress$('a')).toBe('                  -----q---------p---------(c|)', progress)
    expectSubscriptions(active$.subscriptions).toBe('        ^----!')
  })
})

test('active$ may complete while false: it stays so, until the deadline', (t) => {
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
  test(`an active$ that ${what} ends the observation, and says so`, (t) => {
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

test('pauses are told to events$', (t) => {
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

/** Puts a stand-in for a browser's global there for one test. */
const withGlobal = (name: string, value: unknown, run: () => void): void => {
  const global = globalThis as unknown as Record<string, unknown>
  global[name] = value
  try {
    run()
  } finally {
    Reflect.deleteProperty(global, name)
  }
}

test('whenVisible follows the page', (t) => {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  const seen: boolean[] = []
  withGlobal('document', document, () => {
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

test('whenOnline follows the browser', (t) => {
  const window = Object.assign(new EventTarget(), { navigator: { onLine: false } })
  const seen: boolean[] = []
  withGlobal('window', window, () => {
    const subscription = whenOnline().subscribe((online) => seen.push(online))
    for (const onLine of [true, true, false]) {
      window.navigator.onLine = onLine
      window.dispatchEvent(new Event(onLine ? 'online' : 'offline'))
    }
    subscription.unsubscribe()
    window.dispatchEvent(new Event('online'))
  })
  t.deepEqual(seen, [false, true, false])
})

test('where there is neither page nor browser, both are true', (t) => {
  virtually(t, ({ expectObservable }) => {
    expectObservable(whenVisible()).toBe('(t|)', flags)
    expectObservable(whenOnline()).toBe('(t|)', flags)
  })
})
