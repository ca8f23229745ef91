import '../support/zone-flags.js'
import 'zone.js'
import 'zone.js/testing'
import test from 'ava'
import { of } from 'rxjs'
import { type ClientEvent, createClient, type DeadlineError } from '../../lib/index.js'
import { replies } from '../support/virtual.js'

/* Angular's fakeAsync fakes timers and Date, not performance.now(). */

interface FakeAsync {
  readonly fakeAsync: (body: () => void) => () => void
  readonly tick: (ms: number) => void
}

const zone = globalThis as unknown as {
  Zone: {
    __symbol__: (name: string) => string
    current: { fork: (spec: object) => { run: (f: () => void) => void } }
  } & Record<string, unknown>
}
const { fakeAsync, tick } = zone.Zone[zone.Zone.__symbol__('fakeAsyncTest')] as FakeAsync
const ProxyZoneSpec = zone.Zone['ProxyZoneSpec'] as new () => object

/** Runs a body as Angular's `fakeAsync()` does in a test. */
const inFakeAsync = (body: () => void): void =>
  zone.Zone.current.fork(new ProxyZoneSpec()).run(fakeAsync(body))

test.serial('fakeAsync: a 429 ends after its time, and elapsed is virtual', (t) => {
  const answers = [of({ status: 429, headers: { 'retry-after': '5' }, body: '' }), of(replies.c)]
  const events: ClientEvent[] = []
  const seen: string[] = []
  inFakeAsync(() => {
    const { progress$, events$ } = createClient({
      transport: () => answers.shift()!,
      retry: { initialDelay: 100 },
    })
    events$.subscribe((event) => events.push(event))
    progress$('a').subscribe((p) => seen.push(p.status))
    tick(4999)
    t.deepEqual(seen, [])
    tick(201)
  })
  t.deepEqual(seen, ['completed'])
  const { elapsed } = events.at(-1) as ClientEvent & { elapsed: number }
  t.true(elapsed >= 5000 && elapsed < 6000, `${elapsed} ms`)
})

test.serial('fakeAsync: the deadline passes at its time, and leaves no timer', (t) => {
  const errors: DeadlineError[] = []
  inFakeAsync(() => {
    const { progress$ } = createClient({ transport: () => of(replies.q), interval: 1000, deadline: 60_000 })
    progress$('a').subscribe({ error: (error: DeadlineError) => errors.push(error) })
    tick(59_999)
    t.deepEqual(errors, [])
    tick(1)
  })
  t.is(errors[0]!._tag, 'Deadline')
  t.is(errors[0]!.elapsed, 60_000)
})
