import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { defer, finalize, NEVER, type Observable, of, Subscription, switchMap, throwError, timer } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { type CekuraError, createClient, type HttpReply } from '../../lib/index.js'
import { type Prediction, predict, type Scenario, type Seen, type Step } from '../support/model.js'
import { replies } from '../support/virtual.js'

/** Times that can never meet, so that no order is left to chance: each kind has a fraction of its own. */
const after = (max: number, fraction: number) => fc.nat(max).map((ms) => ms + fraction / 1024)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ answer: fc.constantFrom('q', 'q', 'p', 'p', 'c', 'f', '404', 'bad'), latency: fc.nat(60) }),
  fc.record({
    answer: fc.constantFrom('429', '503'),
    latency: fc.nat(60),
    retryAfter: fc.constantFrom(undefined, 0, 5, 20, 50, 2000),
  }),
  fc.record({ answer: fc.constantFrom('reset', 'hang', 'q', 'p'), latency: fc.nat(60) }),
)

const visitor = (n: number) =>
  fc.record({
    comes: after(300, 100 * n),
    leaves: fc.oneof(fc.constant(Infinity), after(900, 512 + n)),
    takes: fc.constantFrom(Infinity, Infinity, 1, 2),
  })

const scenario: fc.Arbitrary<Scenario> = fc.record({
  script: fc.array(step, { minLength: 1, maxLength: 12 }),
  visitors: fc
    .tuple(visitor(0), visitor(1), visitor(2))
    .chain((all) => fc.nat(2).map((more) => all.slice(0, 1 + more)))
    .map((all) => all.filter(({ comes, leaves }) => comes < leaves)),
  interval: fc.integer({ min: 1, max: 40 }),
  limit: fc.nat(4),
  initialDelay: fc.integer({ min: 1, max: 20 }).map((n) => 2 * n),
  maxDelay: fc.integer({ min: 1, max: 40 }).map((n) => 2 * n),
  requestTimeout: fc.integer({ min: 20, max: 80 }).map((ms) => ms + 1 / 1024),
  deadline: fc.integer({ min: 1, max: 600 }).map((ms) => ms + 50 / 1024),
})

const toReply = ({ answer, retryAfter }: Step): Observable<HttpReply> => {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter / 1000) }
  if (answer === 'hang') return NEVER
  if (answer === 'reset') return throwError(() => new Error('reset'))
  if (answer === 'bad') return of({ status: 200, body: '<html>' })
  if (answer === '429' || answer === '503') return of({ status: Number(answer), body: '', headers })
  return of(answer === '404' ? replies[4] : replies[answer])
}

/** What the library makes of it, on the virtual clock. */
const observe = ({ script, visitors, limit, initialDelay, maxDelay, ...config }: Scenario): Prediction => {
  const scheduler = new TestScheduler(() => {})
  const seen = visitors.map((): Seen[] => [])
  const requests: [number, number][] = []
  const transport = (): Observable<HttpReply> =>
    defer(() => {
      const request: [number, number] = [scheduler.now(), Infinity]
      const step = script[Math.min(requests.push(request), script.length) - 1]!
      const comes$ = step.latency === 0 ? of(0) : timer(step.latency)
      return comes$.pipe(
        switchMap(() => toReply(step)),
        finalize(() => (request[1] = scheduler.now())),
      )
    })
  const { random } = Math
  Math.random = () => 0.5
  scheduler.run(() => {
    const { progress$ } = createClient({ transport, retry: { limit, initialDelay, maxDelay }, ...config })
    for (const [n, { comes, leaves, takes }] of visitors.entries())
      scheduler.schedule(() => {
        const see = (what: string): number => seen[n]!.push([scheduler.now(), what])
        const subscription = new Subscription()
        subscription.add(
          progress$('a').subscribe({
            next: ({ status }) => {
              if (see(status) === takes) subscription.unsubscribe()
            },
            error: (error: CekuraError) => see(error._tag),
            complete: () => see('complete'),
          }),
        )
        if (leaves < Infinity) scheduler.schedule(() => subscription.unsubscribe(), leaves - comes)
      }, comes)
  })
  Math.random = random
  return { seen, requests }
}

test('10,000 random jobs under random faults, visitors coming and going: all as the model of the contract says', (t) => {
  Error.stackTraceLimit = 0
  const kinds = new Set<string>()
  fc.assert(
    fc.property(scenario, (given) => {
      const actual = observe(given)
      assert.deepEqual(actual, predict(given))
      for (const [, what] of actual.seen.flat()) kinds.add(what)
      for (const [n, [from]] of actual.requests.entries())
        if (n > 0 && from < actual.requests[n - 1]![1]) return false
      return true
    }),
    { numRuns: 10_000 },
  )
  const all = ['queued', 'processing', 'completed', 'complete']
  t.deepEqual([...kinds].sort(), [...all, 'JobFailed', 'Http', 'Network', 'Decode', 'Deadline'].sort())
})
