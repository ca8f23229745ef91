import test, { type ExecutionContext } from 'ava'
import { defer, NEVER, type Observable, of, timer } from 'rxjs'
import { map } from 'rxjs/operators'
import { type CekuraError, type ClientConfig, createClient, type HttpReply } from '../../lib/index.js'
import { Machine } from '../support/machine.js'
import { replies } from '../support/virtual.js'

/*
 * Clocks of real machines. Machines sleep, and people and time servers set the wall clock. Browsers throttle the
 * timers of hidden tabs. A timer takes no delay beyond 2^31-1 ms.
 */

const second = 1000
const minute = 60 * second
const hour = 60 * minute

const on = async (
  t: ExecutionContext,
  machine: Machine,
  answer: () => Observable<HttpReply>,
  config: ClientConfig,
) => {
  t.teardown(() => machine.restore())
  const requests: number[] = []
  const seen: string[] = []
  const errors: CekuraError[] = []
  const { progress$ } = createClient({
    transport: () =>
      defer(() => {
        requests.push(machine.now)
        return answer()
      }),
    interval: 10 * second,
    ...config,
  })
  const subscription = progress$('a').subscribe({
    next: ({ status }) => seen.push(status),
    error: (error: CekuraError) => errors.push(error),
  })
  // The first poll is a microtask.
  await Promise.resolve()
  return { requests, seen, errors, subscription }
}

const queued = () => of(replies.q)

test.serial('after an hour of sleep, one poll is sent', async (t) => {
  const machine = new Machine()
  const { requests, errors, subscription } = await on(t, machine, queued, { deadline: Infinity })
  machine.run(25 * second)
  t.is(requests.length, 3)
  machine.sleep(hour)
  machine.run(15 * second)
  t.is(requests.length, 5)
  t.true(requests[3]! >= hour)
  t.true(requests[4]! - requests[3]! >= 10 * second)
  t.deepEqual(errors, [])
  subscription.unsubscribe()
  t.is(machine.pending, 0)
})

test.serial('after sleep beyond the deadline, the error has the elapsed time', async (t) => {
  const machine = new Machine()
  const { errors } = await on(t, machine, queued, {})
  machine.run(25 * second)
  machine.sleep(hour)
  t.is(errors.length, 1)
  t.like(errors[0], { _tag: 'Deadline', last: 'queued', elapsed: hour + 25 * second })
  t.is(machine.pending, 0)
})

test.serial('a request that sleep interrupts times out and is retried', async (t) => {
  const machine = new Machine()
  const answers = [NEVER, of(replies.c)]
  const { requests, seen, errors } = await on(t, machine, () => answers.shift()!, { deadline: 2 * hour })
  machine.run(second)
  machine.sleep(hour)
  machine.run(second)
  t.is(requests.length, 2)
  t.deepEqual(seen, ['completed'])
  t.deepEqual(errors, [])
  t.is(machine.pending, 0)
})

for (const [what, by] of [
  ['back', -hour],
  ['on', hour],
] as const)
  test.serial(`the wall clock set ${what} by an hour moves no poll and no deadline`, async (t) => {
    const machine = new Machine()
    const { requests, errors } = await on(t, machine, queued, { deadline: minute })
    machine.run(15 * second)
    machine.setWall(by)
    machine.run(2 * minute)
    const exact = [0, 10, 20, 30, 40, 50].map((s) => s * second)
    t.is(requests.length, exact.length)
    for (const [n, at] of requests.entries()) t.true(at >= exact[n]! && at < exact[n]! + 10)
    t.is(errors.length, 1)
    t.like(errors[0], { _tag: 'Deadline', elapsed: minute })
    t.is(machine.pending, 0)
  })

test.serial('a wall clock set back does not change a Retry-After', async (t) => {
  const machine = new Machine()
  const throttled = of({ status: 429, body: '', headers: { 'retry-after': '60' } })
  const answers = [throttled, of(replies.c)]
  const { requests, seen } = await on(t, machine, () => answers.shift()!, {})
  machine.run(second)
  machine.setWall(-hour)
  machine.run(2 * minute)
  t.is(requests.length, 2)
  t.true(requests[1]! >= minute && requests[1]! < minute + 2 * second)
  t.deepEqual(seen, ['completed'])
})

test.serial('with one timer per minute, it polls once a minute, and the deadline applies', async (t) => {
  const machine = new Machine(minute)
  const { requests, errors } = await on(t, machine, queued, { interval: second })
  machine.run(hour)
  t.true(requests.length <= 16)
  // The first poll needs no timer.
  for (const [n, at] of requests.entries()) t.true(n <= 1 || at - requests[n - 1]! >= minute)
  t.like(errors, [{ _tag: 'Deadline' }])
  t.true((errors[0] as { elapsed?: number }).elapsed! <= 16 * minute)
  t.is(machine.pending, 0)
})

test.serial('with one timer per minute, a response in time is not a timeout', async (t) => {
  const machine = new Machine(minute)
  const answer = () => timer(20 * second).pipe(map(() => replies.c))
  const { seen, errors } = await on(t, machine, answer, { requestTimeout: 2 * minute })
  machine.run(hour)
  t.deepEqual(seen, ['completed'])
  t.deepEqual(errors, [])
})

const month = 30 * 24 * hour

for (const [what, config, answer] of [
  ['an interval', { interval: month, deadline: Infinity }, queued],
  ['a deadline', { interval: month, deadline: month }, queued],
  [
    'a Retry-After',
    { deadline: Infinity },
    () => of({ status: 503, body: '', headers: { 'retry-after': String(month / 1000) } }),
  ],
  [
    'a backoff',
    { retry: { initialDelay: month, maxDelay: month }, deadline: Infinity },
    () => of(replies[5]),
  ],
  ['a requestTimeout', { requestTimeout: month, deadline: Infinity }, () => NEVER],
] as const)
  test.serial(`${what} of a month, above the limit of a timer, is waited for`, async (t) => {
    const { random } = Math
    Math.random = () => 1
    t.teardown(() => (Math.random = random))
    const machine = new Machine()
    const { requests, errors, subscription } = await on(t, machine, answer, config)
    machine.run(24 * 24 * hour)
    t.is(requests.length, 1)
    t.deepEqual(errors, [])
    machine.run(7 * 24 * hour)
    // A request's own timeout is clamped to what a timer takes: 24.8 days.
    t.is(requests.length + errors.length, 2)
    subscription.unsubscribe()
    t.is(machine.pending, 0)
  })
