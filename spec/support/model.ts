/*
 * The contract of `progress$` as a simulation that knows nothing of RxJS: what a server's script, some subscribers
 * and a configuration must come to. Chance always says one half.
 */

/** An answer, and the ms it takes; a hanging one never comes. */
export interface Step {
  readonly answer: 'q' | 'p' | 'c' | 'f' | '404' | '429' | '503' | 'bad' | 'reset' | 'hang'
  readonly latency: number
  /** Ms of a `Retry-After`. */
  readonly retryAfter?: number | undefined
}

/** Comes at a time, and leaves at another or, within `next`, after so many values. */
interface Visitor {
  readonly comes: number
  readonly leaves: number
  readonly takes: number
}

export interface Scenario {
  readonly script: readonly Step[]
  readonly visitors: readonly Visitor[]
  readonly interval: number
  readonly limit: number
  readonly initialDelay: number
  readonly maxDelay: number
  readonly requestTimeout: number
  readonly deadline: number
}

/** What is seen, and when. */
export type Seen = readonly [at: number, what: string]

export interface Prediction {
  /** By visitor. */
  readonly seen: readonly (readonly Seen[])[]
  /** From when until when each request is in flight. */
  readonly requests: readonly (readonly [from: number, to: number])[]
}

type Happening = {
  readonly at: number
  readonly kind: 'sent' | 'answered' | 'next' | 'end'
  readonly what: string
}

const statuses = { q: 'queued', p: 'processing', c: 'completed' } as const
const ends = { f: 'JobFailed', '404': 'Http', bad: 'Decode' } as const

export const predict = (scenario: Scenario): Prediction => {
  const { script, interval, limit, initialDelay, maxDelay, requestTimeout } = scenario
  let asked = 0
  let heldUntil = 0

  const turn = (at: number, delay: number): number => {
    let free = at + delay
    while (heldUntil > free) free = heldUntil + initialDelay / 2
    return free
  }

  /** One polling loop, as it would go on if nobody left. */
  function* loop(begin: number): Generator<Happening, undefined> {
    const deadline = begin + scenario.deadline
    const end = (at: number, what: string): Happening => ({ at, kind: 'end', what })
    let status = ''
    let failures = 0
    for (let at = turn(begin, 0); ;) {
      if (at > deadline) return yield* [end(deadline, 'Deadline')]
      yield { at, kind: 'sent', what: '' }
      const { answer, latency, retryAfter } = script[Math.min(asked++, script.length - 1)]!
      const comes = answer === 'hang' ? Infinity : at + latency
      const isLate = comes > at + requestTimeout
      at = isLate ? at + requestTimeout : comes
      if (at > deadline) return yield* [end(deadline, 'Deadline')]
      yield { at, kind: 'answered', what: '' }

      if (!isLate && answer in ends) return yield* [end(at, ends[answer as keyof typeof ends])]
      if (!isLate && answer in statuses) {
        const now = statuses[answer as keyof typeof statuses]
        if (now !== status) yield { at, kind: 'next', what: now }
        if (now === 'completed') return yield* [end(at, 'complete')]
        status = now
        failures = 0
        at = turn(at, interval)
        continue
      }
      failures++
      const hasAnswered = !isLate && answer !== 'reset'
      const minimum = (hasAnswered ? retryAfter : undefined) ?? 0
      const delay = minimum + Math.min(maxDelay, initialDelay * 2 ** (failures - 1)) / 2
      const isInTime = minimum <= deadline - at
      if (hasAnswered && answer === '429' && isInTime)
        heldUntil = Math.max(heldUntil, at + (minimum || delay))
      if (!isInTime || failures > limit) return yield* [end(at, hasAnswered ? 'Http' : 'Network')]
      at = turn(at, delay)
    }
  }

  const seen = scenario.visitors.map((): Seen[] => [])
  const requests: [number, number][] = []
  let going:
    { readonly happenings: Generator<Happening, undefined>; next: Happening; latest: string } | undefined
  let present: { readonly who: number; leaves: number; takes: number }[] = []

  const show = (visitor: (typeof present)[number], at: number, what: string): void => {
    seen[visitor.who]!.push([at, what])
    if (--visitor.takes === 0) visitor.leaves = at
  }
  const lastLeaves = (): number => Math.max(...present.map(({ leaves }) => leaves))
  const stop = (at: number): void => {
    going = undefined
    present = []
    const open = requests.at(-1)
    if (open?.[1] === Infinity) open[1] = at
  }

  const goOnUntil = (time: number): void => {
    while (going) {
      const {
        next: { at, kind, what },
      } = going
      const left = lastLeaves()
      if (left < Math.min(at, time)) {
        stop(left)
        return
      }
      if (at > time) return
      if (kind === 'sent') requests.push([at, Infinity])
      if (kind === 'answered') requests.at(-1)![1] = at
      if (kind === 'next') going.latest = what
      if (kind === 'next' || kind === 'end')
        for (const visitor of present) if (visitor.leaves > at) show(visitor, at, what)
      if (kind === 'end' || lastLeaves() <= at) stop(at)
      else going.next = going.happenings.next().value!
    }
  }

  const inOrder = scenario.visitors
    .map((visitor, who) => ({ ...visitor, who }))
    .sort((a, b) => a.comes - b.comes)
  for (const { comes, leaves, takes, who } of inOrder) {
    goOnUntil(comes)
    const visitor = { who, leaves, takes }
    present.push(visitor)
    if (going) {
      if (going.latest) show(visitor, comes, going.latest)
      continue
    }
    const happenings = loop(comes)
    going = { happenings, next: happenings.next().value!, latest: '' }
  }
  goOnUntil(Infinity)
  return { seen, requests }
}
