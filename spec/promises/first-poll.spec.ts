import test from 'ava'
import fc from 'fast-check'
import { BehaviorSubject, NEVER, type Subscription } from 'rxjs'
import { createClient } from '../../lib/index.js'
import { Machine } from '../support/machine.js'

/*
 * The first poll is sent in the macrotask of the subscription, so that a server render finds a pending request. This
 * holds even if the caller subscribes, unsubscribes, pauses or resumes in that macrotask, or in listeners of events.
 */

type Step = readonly [what: 'subscribe' | 'unsubscribe' | 'pause' | 'resume', job: number]

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom('subscribe', 'subscribe', 'unsubscribe', 'pause', 'resume'),
  fc.nat(1),
)
const reaction = fc.record({
  type: fc.constantFrom('begin', 'paused', 'resumed', 'end'),
  nth: fc.nat(3),
  step,
})

const once = async (
  steps: readonly Step[],
  reactions: readonly { type: string; nth: number; step: Step }[],
) => {
  const sent = [0, 0]
  const active$ = new BehaviorSubject(true)
  const { progress$, events$ } = createClient({
    active$,
    transport: ({ url }) => {
      sent[Number(url.slice(-1))]!++
      return NEVER
    },
  })
  const subscriptions: [Subscription[], Subscription[]] = [[], []]
  const take = ([what, job]: Step): void => {
    const ours = subscriptions[job]!
    if (what === 'subscribe') ours.push(progress$(String(job)).subscribe())
    else if (what === 'unsubscribe') ours.pop()?.unsubscribe()
    else if (active$.value !== (what === 'resume')) active$.next(what === 'resume')
  }
  const counts: Record<string, number> = {}
  const listening = events$.subscribe(({ type }) => {
    const n = (counts[type] = (counts[type] ?? 0) + 1)
    for (const { type: wanted, nth, step } of reactions) if (type === wanted && n === nth + 1) take(step)
  })
  steps.forEach(take)
  for (let n = 0; n < 5; n++) await Promise.resolve()
  const expected = subscriptions.map((ours) => (active$.value && ours.length > 0 ? 1 : 0))
  listening.unsubscribe()
  for (const subscription of subscriptions.flat()) subscription.unsubscribe()
  return { sent, expected, isObserved: active$.observed }
}

test('2,000 random beginnings: one request per watched job, none if paused', async (t) => {
  const machine = new Machine()
  const kinds = new Set<string>()
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.array(reaction, { maxLength: 3 }),
        async (steps, reactions) => {
          const { sent, expected, isObserved } = await once(steps, reactions)
          kinds.add(sent.join())
          return sent.join() === expected.join() && !isObserved && machine.pending === 0
        },
      ),
      { numRuns: 2000 },
    )
  } finally {
    machine.restore()
  }
  t.deepEqual([...kinds].sort(), ['0,0', '0,1', '1,0', '1,1'])
})
