import test from 'ava'
import {
  BehaviorSubject,
  combineLatest,
  concat,
  forkJoin,
  ignoreElements,
  lastValueFrom,
  merge,
  NEVER,
  Observable,
  of,
  race,
  Subject,
  take,
  throwError,
  timer,
  withLatestFrom,
  zip,
} from 'rxjs'
import { createClient, type HttpReply, type ClientEvent } from '../../lib/index.js'
import { clientAnswering, immediately, ok, progress, virtually } from '../support/virtual.js'

/*
 * Subscribers that are closed before they subscribe. Handlers that end an observation within a call of the library.
 */

const failing = throwError(() => new Error('first'))
/** Operators that subscribe to a later source after an earlier one has ended everything. */
const closing: Readonly<Record<string, (source: Observable<unknown>) => Observable<unknown>>> = {
  forkJoin: (source) => forkJoin([failing, source]),
  combineLatest: (source) => combineLatest([failing, source]),
  zip: (source) => zip([failing, source]),
  merge: (source) => merge(failing, source),
  race: (source) => race(failing, source),
  withLatestFrom: (source) => NEVER.pipe(withLatestFrom(failing, source)),
  'take before merge': (source) => merge(of(1), source).pipe(take(1)),
}

for (const [name, combine] of Object.entries(closing))
  test(`${name}: an already closed subscriber leaves nothing in the client`, (t) =>
    virtually(t, ({ expectObservable }) => {
      const { progress$, requests } = clientAnswering(immediately('qc'), { deadline: 30 })
      combine(progress$('a')).subscribe({ error: () => {} })
      t.is(requests.length, 0)
      // An observation that had begun at 0 would meet its deadline at 30.
      const later$ = concat(timer(50).pipe(ignoreElements()), progress$('a'))
      expectObservable(later$).toBe('50ms q 9ms (c|)', progress)
    }))

test('a transport that emits twice is read once', async (t) => {
  const replies = of(ok({ status: 'queued' }), ok({ status: 'processing' }))
  const { progress$ } = createClient({
    transport: () =>
      new Observable<HttpReply>((subscriber) => {
        replies.subscribe((reply) => subscriber.next(reply))
      }),
  })
  t.deepEqual(await lastValueFrom(progress$('a').pipe(take(1))), { status: 'queued' })
})

test('a transport that keeps emitting after its reply is ignored', async (t) => {
  const source = new Subject<HttpReply>()
  const { progress$ } = createClient({ transport: () => source, interval: 1e6 })
  const seen: string[] = []
  const subscription = progress$('a').subscribe(({ status }) => seen.push(status))
  await new Promise((resolve) => setTimeout(resolve, 20))
  source.next(ok({ status: 'queued' }))
  source.next(ok({ status: 'processing' }))
  t.deepEqual(seen, ['queued'])
  t.false(source.observed)
  subscription.unsubscribe()
})

const typesOf = (events$: Observable<ClientEvent>): string[] => {
  const types: string[] = []
  events$.subscribe(({ type }) => types.push(type))
  return types
}

test('unsubscribing within a poll event is followed only by the end event', (t) =>
  virtually(t, ({ flush }) => {
    const { progress$, events$ } = clientAnswering(immediately('qpc'))
    const types = typesOf(events$)
    const subscription = progress$('a').subscribe()
    events$.subscribe(({ type }) => {
      if (type === 'poll') subscription.unsubscribe()
    })
    flush()
    t.deepEqual(types, ['begin', 'poll', 'end'])
  }))

for (const last of ['c', 'f'])
  test(`a pause as the job ends (${last}) is not reported after the end`, (t) =>
    virtually(t, ({ flush }) => {
      const active$ = new BehaviorSubject(true)
      const { progress$, events$ } = clientAnswering(immediately(`q${last}`), { active$ })
      const types = typesOf(events$)
      const pause = (): void => active$.next(false)
      progress$('a').subscribe({ complete: pause, error: pause })
      flush()
      t.is(types.at(-1), 'end')
    }))

test('resubscribing within the last next starts a loop that ends with its subscriber', (t) =>
  virtually(t, ({ flush }) => {
    const { progress$, events$, requests } = clientAnswering(immediately('cq'))
    const types = typesOf(events$)
    const first = progress$('a').subscribe(() => {
      first.unsubscribe()
      const second = progress$('a').subscribe(() => second.unsubscribe())
    })
    flush()
    t.is(requests.length, 2)
    t.is(types.at(-1), 'end')
    t.is(types.filter((type) => type === 'end').length, 2)
  }))

for (const [at, isPaused] of [
  ['paused', false],
  ['resumed', true],
] as const)
  test(`active$ that changes back as the first of two jobs is ${at} leaves both ${isPaused ? 'paused' : 'active'}`, (t) =>
    virtually(t, ({ flush }) => {
      const active$ = new BehaviorSubject(at === 'paused')
      const { progress$, events$, requests } = clientAnswering(immediately('qqcc'), { active$, deadline: 50 })
      progress$('a').subscribe({ error: () => {} })
      progress$('b').subscribe({ error: () => {} })
      const first = events$.subscribe(({ type, progressId }) => {
        if (type !== at) return
        t.is(progressId, 'a')
        first.unsubscribe()
        active$.next(!active$.value)
      })
      timer(5).subscribe(() => active$.next(!active$.value))
      flush()
      t.is(requests.length, isPaused ? 0 : 4)
    }))
