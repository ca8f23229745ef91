import FakeTimers, { type FakeMethod } from '@sinonjs/fake-timers'
import test from 'ava'
import { of } from 'rxjs'
import { type ClientEvent, createClient, type DeadlineError } from '../../lib/index.js'
import { replies } from '../support/virtual.js'

/*
 * Fake timers as test runners install them. jest, vitest and sinon fake different lists of these functions, by
 * version and by option. Only timers end waits, and `elapsed` follows the timers, even if the clocks differ.
 */

const timers: FakeMethod[] = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval']
const lists: Readonly<Record<string, FakeMethod[]>> = {
  'timers, Date and performance': [...timers, 'Date', 'performance'],
  'timers and Date': [...timers, 'Date'],
  'timers and performance': [...timers, 'performance'],
  'timers alone': timers,
  'setInterval alone': ['setInterval', 'clearInterval'],
}

const throttled = of({ status: 429, headers: { 'retry-after': '5' }, body: '' })

for (const [what, toFake] of Object.entries(lists))
  for (const now of [0, Date.UTC(2026, 10, 24)]) {
    const fake = `fake ${what}, from ${now}`
    // Without a faked clock, the real time of the test counts too.
    const isClockFake = toFake.some((name) => name === 'Date' || name === 'performance')
    const slack = isClockFake ? 1000 : Infinity
    const early = isClockFake ? 1 : 1000

    test.serial(`${fake}: a 429 ends after its time`, async (t) => {
      const clock = FakeTimers.install({ now, toFake })
      t.teardown(() => clock.uninstall())
      const answers = [throttled, of(replies.c)]
      const seen: string[] = []
      const events: ClientEvent[] = []
      const { progress$, events$ } = createClient({
        transport: () => answers.shift()!,
        retry: { initialDelay: 100 },
      })
      events$.subscribe((event) => events.push(event))
      progress$('a').subscribe({ next: ({ status }) => seen.push(status), error: () => seen.push('failed') })
      await clock.tickAsync(4999)
      t.deepEqual(seen, [])
      await clock.tickAsync(201)
      t.deepEqual(seen, ['completed'])
      const { type, elapsed } = events.at(-1) as ClientEvent & { elapsed: number }
      t.is(type, 'end')
      t.true(elapsed >= 5000 && elapsed < 5000 + slack, `${elapsed} ms`)
    })

    test.serial(`${fake}: the deadline passes at its time, and reports it`, async (t) => {
      const clock = FakeTimers.install({ now, toFake })
      t.teardown(() => clock.uninstall())
      const errors: DeadlineError[] = []
      const { progress$ } = createClient({ transport: () => of(replies.q), interval: 1000, deadline: 60_000 })
      progress$('a').subscribe({ error: (error: DeadlineError) => errors.push(error) })
      await clock.tickAsync(60_000 - early)
      t.deepEqual(errors, [])
      await clock.tickAsync(early)
      t.is(errors[0]!._tag, 'Deadline')
      t.true(
        errors[0]!.elapsed > 60_000 - early && errors[0]!.elapsed < 60_000 + slack,
        `${errors[0]!.elapsed} ms`,
      )
      t.is(clock.countTimers(), 0)
    })
  }

for (const [what, toFake] of Object.entries(lists))
  test.serial(`fake ${what}: a hold ends with its clock, fake or real`, async (t) => {
    const answers = [throttled, of(replies.c), throttled, of(replies.c)]
    const { progress$ } = createClient({ transport: () => answers.shift()!, retry: false })
    const poll = () => {
      const seen: string[] = []
      const told = (what: string) => (): void => void seen.push(what)
      progress$('a').subscribe({ complete: told('completed'), error: told('failed') })
      return seen
    }
    const real = () => new Promise((resolve) => setTimeout(resolve, 100))

    const clock = FakeTimers.install({ toFake })
    const held = poll()
    await clock.tickAsync(10)
    t.deepEqual(held, ['failed'])
    clock.uninstall()
    const seen = poll()
    await real()
    t.deepEqual(seen, ['completed'])
    const heldAgain = poll()
    await real()
    t.deepEqual(heldAgain, ['failed'])

    const again = FakeTimers.install({ toFake })
    t.teardown(() => again.uninstall())
    const seenAgain = poll()
    await again.tickAsync(100)
    t.deepEqual(seenAgain, ['completed'])
  })
