import test from 'ava'
import fc from 'fast-check'
import { asyncScheduler, delay, of } from 'rxjs'
import { ConfigError, createClient, type PollState, type Schedule, schedules } from '../../lib/index.js'
import { candidates, chosen, dominates, measure } from '../bench/candidates.js'
import { bunching, requests, seeded } from '../bench/simulation.js'
import { replies, virtually } from '../support/virtual.js'

const { constant, exponential, proportional, jittered, standard } = schedules

const ms = fc.double({ min: 0, max: 1e12, noNaN: true })
const poll: fc.Arbitrary<PollState> = fc.record({
  attempt: fc.integer({ min: 1, max: 1e6 }),
  elapsed: ms,
  status: fc.constantFrom('queued', 'processing'),
})
const at = (attempt: number, elapsed: number): PollState => ({ attempt, elapsed, status: 'queued' })

const withChance = <A>(chance: () => number, f: () => A): A => {
  const { random } = Math
  Math.random = chance
  try {
    return f()
  } finally {
    Math.random = random
  }
}

const withRandom = <A>(random: number, f: () => A): A => withChance(() => random, f)

test('constant: always the same', (t) => {
  fc.assert(fc.property(ms, poll, (interval, state) => constant(interval)(state) === interval))
  t.pass()
})

test('exponential: from initial, by factor, to max', (t) => {
  const schedule = exponential({ initial: 100, factor: 2, max: 1000 })
  t.deepEqual(
    [1, 2, 3, 4, 5, 6, 7].map((attempt) => schedule(at(attempt, 0))),
    [100, 200, 400, 800, 1000, 1000, 1000],
  )
})

test('exponential: never shrinks, never over max, however many requests', (t) => {
  const factor = fc.double({ min: 1, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(ms, factor, ms, poll, (initial, factor, max, state) => {
      const schedule = exponential({ initial, factor, max })
      const delay = schedule(state)
      return delay >= 0 && delay <= max && delay <= schedule({ ...state, attempt: state.attempt + 1 })
    }),
  )
  t.is(exponential({ initial: 0, factor: 2 })(at(1e6, 0)), 0)
})

test('proportional: a share of the time waited, from min to max', (t) => {
  const schedule = proportional({ fraction: 0.5, min: 100, max: 1000 })
  t.deepEqual(
    [0, 200, 201, 1000, 2000, 9000].map((elapsed) => schedule(at(1, elapsed))),
    [100, 100, 100.5, 500, 1000, 1000],
  )
})

test('proportional: never shrinks, and stays from min to max', (t) => {
  const fraction = fc.double({ min: 0, max: 100, noNaN: true })
  fc.assert(
    fc.property(fraction, ms, ms, poll, ms, (fraction, min, max, state, later) => {
      const schedule = proportional({ fraction, min, max })
      const delay = schedule(state)
      return (
        delay >= Math.min(min, max) &&
        delay <= max &&
        delay <= schedule({ ...state, elapsed: state.elapsed + later })
      )
    }),
  )
  t.pass()
})

test('jittered: up to ratio shorter or longer, and reaches both ends', (t) => {
  const ratio = fc.double({ min: 0, max: 1, noNaN: true })
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(ms, ratio, random, poll, (interval, ratio, random, state) => {
      const delay = withRandom(random, () => jittered(constant(interval), ratio)(state))
      return delay >= interval * (1 - ratio) && delay <= interval * (1 + ratio)
    }),
  )
  const delays = [0, 0.5, 1].map((random) =>
    withRandom(random, () => jittered(constant(1000), 0.1)(at(1, 0))),
  )
  t.deepEqual(
    delays.map((delay) => Math.round(delay)),
    [900, 1000, 1100],
  )
})

test('standard: a tenth of the time waited, from one second to ten, plus or minus a quarter', (t) => {
  const delays = [0, 10_000, 30_000, 100_000, 600_000].map((elapsed) =>
    [0, 0.5, 1].map((random) => withRandom(random, () => standard(at(1, elapsed)))),
  )
  t.deepEqual(delays, [
    [750, 1000, 1250],
    [750, 1000, 1250],
    [2250, 3000, 3750],
    [7500, 10_000, 12_500],
    [7500, 10_000, 12_500],
  ])
})

test('defaults: exponential from half a second to ten, jitter of a quarter', (t) => {
  t.deepEqual(
    [1, 2, 3, 100].map((attempt) => exponential()(at(attempt, 0))),
    [500, 750, 1125, 10_000],
  )
  t.is(
    withRandom(0, () => jittered(constant(1000))(at(1, 0))),
    750,
  )
})

const notADelay = fc.constantFrom(NaN, -1, -Number.MIN_VALUE, Infinity, -Infinity, '5', null, 5n)

test('an invalid option is a ConfigError that names it', (t) => {
  const refused: readonly [option: string, nonsense: fc.Arbitrary<unknown>, build: (u: never) => Schedule][] =
    [
      ['constant', notADelay, constant],
      ['exponential.initial', notADelay, (initial) => exponential({ initial })],
      ['exponential.factor', fc.oneof(notADelay, fc.constant(0.99)), (factor) => exponential({ factor })],
      ['exponential.max', notADelay, (max) => exponential({ max })],
      ['proportional.fraction', notADelay, (fraction) => proportional({ fraction })],
      ['proportional.min', notADelay, (min) => proportional({ min })],
      ['proportional.max', notADelay, (max) => proportional({ max })],
      ['jittered', fc.constantFrom(1000, null, {}), jittered],
      [
        'jittered.ratio',
        fc.constantFrom(NaN, -0.1, 1.1, Infinity, 'a lot'),
        (ratio) => jittered(standard, ratio),
      ],
    ]
  for (const [option, nonsense, build] of refused)
    fc.assert(
      fc.property(nonsense, (u) => {
        const error = t.throws(() => build(u as never), { instanceOf: ConfigError })
        t.is(error.option, `schedules.${option}`)
      }),
    )
})

test('no candidate is as good as the default by every measure', (t) => {
  const measured = candidates.map(({ name, schedule }) => ({ name, measures: measure(schedule, 2000) }))
  const standard = measured.find(({ name }) => name === chosen.name)!
  t.deepEqual(
    measured.filter(({ measures }) => dominates(measures, standard.measures)),
    [],
  )
})

test('the default beats a constant 2 s in lateness, with a third of the polls', (t) => {
  const jittered2s = measure(jittered(constant(2000)), 2000)
  const measures = measure(standard, 2000)
  for (const lateness of ['lateness', 'latenessP95', 'relative', 'relativeP95', 'shortLateness'] as const)
    t.true(measures[lateness] < jittered2s[lateness], lateness)
  t.true(measures.stuckRequests < jittered2s.stuckRequests / 3)
})

/** Returns the times of all polls of a thousand jobs that start together and run for a minute. */
const together = (schedule: Schedule): number[] =>
  withChance(seeded(1), () => Array.from({ length: 1000 }, () => requests(schedule, 60_000, 100)).flat())

test('a thousand jobs started together do not poll together', (t) => {
  const window = { from: 5000, to: 20_000, width: 100 }
  t.is(bunching(together(proportional()), window).most, 1000)
  const { most, even } = bunching(together(standard), window)
  t.true(most < 2 * even, `${most} in one window, ${even} if even`)
})

for (const [name, schedule] of Object.entries({
  standard,
  constant: constant(2000),
  exponential: exponential(),
}))
  test(`the simulation polls at the library's instants: ${name}`, (t) => {
    const [random, duration, latency] = [0.25, 30_000, 100]
    virtually(
      t,
      ({ flush }) => {
        const sent: number[] = []
        const transport = () => {
          sent.push(asyncScheduler.now())
          const done = asyncScheduler.now() + latency / 2 >= duration
          return of(done ? replies.c : replies.p).pipe(delay(latency))
        }
        createClient({ transport, interval: schedule }).progress$('a').subscribe()
        flush()
        t.true(sent.length > 5)
        t.deepEqual(sent.map(Math.round), requests(schedule, duration, latency).map(Math.round))
      },
      random,
    )
  })

test('exponential: a factor of 1 is allowed, and stays at initial', (t) => {
  const schedule = exponential({ initial: 300, factor: 1 })
  t.deepEqual(
    [1, 2, 100].map((attempt) => schedule(at(attempt, 0))),
    [300, 300, 300],
  )
})

test('proportional: a tenth of the time waited by default, from one second to ten', (t) => {
  t.deepEqual(
    [0, 20_000, 600_000].map((elapsed) => proportional()(at(1, elapsed))),
    [1000, 2000, 10_000],
  )
})

test('messages name the range of a factor and of a ratio', (t) => {
  t.throws(() => exponential({ factor: 0.5 }), {
    message: 'schedules.exponential.factor: expected finite number >= 1, got number',
  })
  t.throws(() => jittered(standard, 2), {
    message: 'schedules.jittered.ratio: expected number from 0 to 1, got number',
  })
})

test('jittered: a ratio of 1 ranges from zero to double', (t) => {
  const schedule = jittered(constant(1000), 1)
  t.deepEqual(
    [0, 1].map((random) => withRandom(random, () => schedule(at(1, 0)))),
    [0, 2000],
  )
})
