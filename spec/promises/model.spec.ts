import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'ava'
import fc from 'fast-check'
import {
  BehaviorSubject,
  combineLatest,
  defer,
  finalize,
  forkJoin,
  merge,
  NEVER,
  type Observable,
  of,
  Subscription,
  switchMap,
  take,
  throwError,
  timer,
  withLatestFrom,
} from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { type CekuraError, createClient, type ClientEvent, type HttpReply } from '../../lib/index.js'
import {
  type Act,
  type Entry,
  type Prediction,
  predict,
  type Reaction,
  type Scenario,
  type Step,
  type Visitor,
} from '../support/model.js'
import { ok, replies } from '../support/virtual.js'

const STANDARD = 20_000
/** More of them search for rare faults: `MODEL_RUNS=2000000 npx ava --timeout=2h spec/promises/model.spec.ts`. */
const runs = Number(process.env['MODEL_RUNS'] ?? STANDARD)

/** Milliseconds with a random fraction, so that two things rarely happen at one time. Sums of them are exact. */
const ms = (max: number) => fc.tuple(fc.nat(max), fc.nat(2 ** 20)).map(([n, part]) => n + part / 2 ** 20)
const short = fc.integer({ min: 1, max: 40 })
const latency = fc.oneof(fc.constant(0), ms(60))

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ answer: fc.constantFrom('q', 'q', 'p', 'p'), latency }) },
  {
    weight: 1,
    arbitrary: fc.record({ answer: fc.constantFrom('c', 'f', '404', 'bad', 'reset', 'hang'), latency }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      answer: fc.constantFrom('429', '429', '503', 'q', 'p'),
      latency,
      retryAfter: fc.constantFrom(undefined, 0, 5, 20, 50, 200, 2000),
    }),
  },
)

const act = fc.constantFrom<Act>('leave', 'dismiss', 'pause', 'resume', 'join', 'join other')

const visitor: fc.Arbitrary<Visitor> = fc
  .record({
    job: fc.nat(1),
    comes: fc.oneof(ms(300), ms(3000)),
    leaves: fc.oneof(fc.constant(Infinity), ms(3000)),
    acts: fc.array(fc.option(act, { nil: undefined }), { maxLength: 5 }),
    isClosed: fc.nat(9).map((n) => n === 0),
  })
  .map((visitor) => (visitor.comes < visitor.leaves ? visitor : { ...visitor, leaves: Infinity }))

const reaction: fc.Arbitrary<Reaction> = fc.record({
  type: fc.constantFrom('begin', 'poll', 'transition', 'retry', 'paused', 'resumed', 'end'),
  nth: fc.integer({ min: 1, max: 4 }),
  act: fc.constantFrom('dismiss', 'pause', 'resume', 'resume', 'join', 'join other'),
})

const script = fc.array(step, { minLength: 1, maxLength: 12 })
const scenario: fc.Arbitrary<Scenario> = fc.record({
  scripts: fc.tuple(script, script),
  visitors: fc.array(visitor, { minLength: 1, maxLength: 4 }),
  reactions: fc.array(reaction, { maxLength: 3 }),
  isPausedAtFirst: fc.nat(4).map((n) => n === 0),
  changes: fc.array(fc.oneof(ms(400), ms(4000)), { maxLength: 4 }),
  interval: fc.oneof(short, short, fc.constantFrom(900, 1100, 3000)),
  limit: fc.nat(4),
  initialDelay: fc.integer({ min: 1, max: 20 }).map((n) => 2 * n),
  maxDelay: fc.oneof(short, fc.constant(2000)).map((n) => 2 * n),
  requestTimeout: fc.integer({ min: 20, max: 80 }).map((ms) => ms + 1 / 1024),
  deadline: fc.oneof(ms(600), ms(6000)).map((ms) => ms + 1),
})

const toReply = ({ answer, retryAfter }: Step): Observable<HttpReply> => {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter / 1000) }
  if (answer === 'hang') return NEVER
  if (answer === 'reset') return throwError(() => new Error('reset'))
  if (answer === 'bad') return of(ok({ status: 'completed' }))
  if (answer === '429' || answer === '503') return of({ status: Number(answer), body: '', headers })
  return of({ ...(answer === '404' ? replies[4] : replies[answer]), headers })
}

const failing = throwError(() => new Error('first'))
/** They subscribe to a source with a subscriber that is closed already. */
const closed: readonly ((source: Observable<unknown>) => Observable<unknown>)[] = [
  (source) => forkJoin([failing, source]),
  (source) => combineLatest([failing, source]),
  (source) => NEVER.pipe(withLatestFrom(failing, source)),
  (source) => merge(of(1), source).pipe(take(1)),
]

/** The log of the library on the virtual clock. */
const observe = ({ scripts, visitors, reactions, ...given }: Scenario): Prediction => {
  const { isPausedAtFirst, changes, limit, initialDelay, maxDelay, ...options } = given
  const scheduler = new TestScheduler(() => {})
  const log: Entry[] = []
  const see = (what: string): void => void log.push([scheduler.now(), what])
  const requests = scripts.map((): [number, number][] => [])
  const transport = ({ url }: { url: string }): Observable<HttpReply> =>
    defer(() => {
      const job = Number(url.slice(-1))
      const request: [number, number] = [scheduler.now(), Infinity]
      see(`${job} sent`)
      if (!active$.value) see('while paused')
      const step = scripts[job]![Math.min(requests[job]!.push(request), scripts[job]!.length) - 1]!
      const comes$ = step.latency === 0 ? of(0) : timer(step.latency)
      return comes$.pipe(
        switchMap(() => toReply(step)),
        finalize(() => (request[1] = scheduler.now())),
      )
    })
  const active$ = new BehaviorSubject(!isPausedAtFirst)
  const setActive = (active: boolean): void => {
    if (active !== active$.value) active$.next(active)
  }
  const { progress$, events$ } = createClient({
    transport,
    active$,
    retry: { limit, initialDelay, maxDelay },
    ...options,
  })

  const all: Subscription[] = []
  const subscribe = (job: number, acts: Visitor['acts'] = []): Subscription => {
    const subscription = new Subscription()
    const name = `#${all.push(subscription) - 1}`
    let notified = 0
    const notify = (what: string): void => {
      see(`${name} ${what}`)
      const wanted = acts[notified++]
      if (wanted === 'leave') subscription.unsubscribe()
      else if (wanted) react(wanted, job)
    }
    subscription.add(
      progress$(String(job)).subscribe({
        next: ({ status }) => notify(status),
        error: (error: CekuraError) => notify(error._tag),
        complete: () => notify('complete'),
      }),
    )
    return subscription
  }
  const react = (wanted: Reaction['act'], job: number): void => {
    if (wanted === 'dismiss') for (const subscription of [...all]) subscription.unsubscribe()
    if (wanted === 'pause') setActive(false)
    if (wanted === 'resume') setActive(true)
    if (wanted === 'join') subscribe(job)
    if (wanted === 'join other') subscribe(1 - job)
  }

  const counts = new Map<string, number>()
  events$.subscribe((event) => {
    const { type, progressId } = event
    see(`${progressId} ${wordsOf(event)}`)
    const nth = (counts.get(type) ?? 0) + 1
    counts.set(type, nth)
    for (const reaction of reactions)
      if (reaction.type === type && reaction.nth === nth) react(reaction.act, Number(progressId))
  })

  const { random } = Math
  Math.random = () => 0.5
  scheduler.run(() => {
    for (const at of changes) scheduler.schedule(() => setActive(!active$.value), at)
    for (const [n, { job, comes, leaves, acts, isClosed }] of visitors.entries())
      scheduler.schedule(() => {
        if (isClosed) closed[n % closed.length]!(progress$(String(job))).subscribe({ error: () => {} })
        else {
          const subscription = subscribe(job, acts)
          if (leaves < Infinity) scheduler.schedule(() => subscription.unsubscribe(), leaves - comes)
        }
      }, comes)
  })
  Math.random = random
  if (active$.observed) see('active$ is still observed')
  return { log, requests, rest: scheduler.now() }
}

const wordsOf = (event: ClientEvent): string => {
  if (event.type === 'poll') return `poll ${event.status}`
  if (event.type === 'transition') return `transition ${event.to}`
  return event.type === 'end' ? `end ${event.outcome}` : event.type
}

test(`${runs} random histories of two jobs match the model`, (t) => {
  Error.stackTraceLimit = 0
  const kinds = new Set<string>()
  let skipped = 0
  fc.assert(
    fc.property(scenario, (given) => {
      const predicted = predict(given)
      if (!predicted) {
        skipped++
        return
      }
      assert.deepEqual(observe(given), predicted)
      for (const [, what] of predicted.log) kinds.add(what.slice(what.indexOf(' ') + 1))
      for (const job of predicted.requests)
        for (const [n, [from]] of job.entries()) if (n > 0) assert.ok(from >= job[n - 1]![1])
    }),
    { numRuns: runs },
  )
  const ends = ['JobFailed', 'Http', 'Network', 'Decode', 'Deadline']
  const all = [
    'begin',
    'sent',
    'paused',
    'resumed',
    'retry',
    'queued',
    'processing',
    'completed',
    'complete',
    ...ends,
  ]
  for (const end of ['unsubscribed', 'completed', ...ends]) all.push(`end ${end}`)
  for (const status of ['queued', 'processing', 'completed', 'failed'])
    all.push(`poll ${status}`, `transition ${status}`)
  t.deepEqual([...kinds].sort(), all.sort())
  t.true(skipped < runs / 5, `${skipped} of ${runs} had two things at one time`)
})

test('the page has the number of histories', (t) => {
  const page = readFileSync('spec/promises/README.md', 'utf8')
  t.true(page.includes(`: ${STANDARD.toLocaleString('en')} random histories against a model`))
})
