/*
 * The contract of a client as a simulation without RxJS. Its input is scripts of servers, subscribers, pauses, and
 * listeners that act within their callbacks. `Math.random` is one half.
 */

/** An answer, and its milliseconds. With `hang`, none is sent. */
export interface Step {
  readonly answer: 'q' | 'p' | 'c' | 'f' | '404' | '429' | '503' | 'bad' | 'reset' | 'hang'
  readonly latency: number
  /** Milliseconds of a `Retry-After`. */
  readonly retryAfter?: number | undefined
}

/**
 * Action of a listener within its callback. It unsubscribes itself or all subscribers, pauses, resumes, or subscribes
 * to the same job or the other one.
 */
export type Act = 'leave' | 'dismiss' | 'pause' | 'resume' | 'join' | 'join other'

/** A subscriber that acts at its n-th notification. */
export interface Visitor {
  readonly job: number
  readonly comes: number
  readonly leaves: number
  readonly acts: readonly (Act | undefined)[]
  /** Closed before it subscribes, as operators do. */
  readonly isClosed: boolean
}

/** A listener of `events$` that acts at the n-th event of a type. */
export interface Reaction {
  readonly type: string
  readonly nth: number
  readonly act: Exclude<Act, 'leave'>
}

export interface Scenario {
  /** A script for each of two jobs. */
  readonly scripts: readonly (readonly Step[])[]
  readonly visitors: readonly Visitor[]
  readonly reactions: readonly Reaction[]
  readonly isPausedAtFirst: boolean
  /** Times at which `active$` changes. */
  readonly changes: readonly number[]
  readonly interval: number
  readonly limit: number
  readonly initialDelay: number
  readonly maxDelay: number
  readonly requestTimeout: number
  readonly deadline: number
}

/** A notification, an event or a request, and its time. */
export type Entry = readonly [at: number, what: string]

export interface Prediction {
  readonly log: readonly Entry[]
  /** Beginning and end of each request in flight, by job. */
  readonly requests: readonly (readonly (readonly [from: number, to: number])[])[]
  /** Time of the last timer. */
  readonly rest: number
}

interface Subscriber {
  readonly name: string
  readonly acts: Visitor['acts']
  loop?: Loop
  notified: number
  isSubscribing: boolean
  hasLeft: boolean
}

interface Loop {
  readonly job: number
  readonly deadline: number
  due: number
  isInFlight: boolean
  /** The earliest request after a pause. */
  earliest: number
  isActive: boolean
  status: string
  failures: number
  subscribers: readonly Subscriber[]
  hasEnded: boolean
}

const statuses = { q: 'queued', p: 'processing', c: 'completed', f: 'failed' } as const
const ends = { '404': 'Http', bad: 'Decode' } as const

/** Returns undefined if two things happen at one time, because their order is then left to chance. */
export const predict = (scenario: Scenario): Prediction | undefined => {
  const { scripts, interval, limit, initialDelay, maxDelay, requestTimeout } = scenario
  const log: Entry[] = []
  const requests = scripts.map((): [number, number][] => [])
  const all: Subscriber[] = []
  const counts = new Map<string, number>()
  let loops: readonly Loop[] = []
  /** Loops that are notified of pauses. */
  let pausable: readonly Loop[] = []
  let isActive = !scenario.isPausedAtFirst
  let heldUntil = 0
  let now = 0

  const tell = (loop: Loop, event: string): void => {
    if (loop.hasEnded) return
    log.push([now, `${loop.job} ${event}`])
    const type = event.split(' ')[0]!
    const nth = (counts.get(type) ?? 0) + 1
    counts.set(type, nth)
    for (const reaction of scenario.reactions)
      if (reaction.type === type && reaction.nth === nth) act(reaction.act, loop)
  }

  const notify = (subscriber: Subscriber, what: string): void => {
    if (subscriber.hasLeft) return
    log.push([now, `${subscriber.name} ${what}`])
    const wanted = subscriber.acts[subscriber.notified++]
    if (wanted === 'leave') leave(subscriber)
    else if (wanted) act(wanted, subscriber.loop!)
  }

  const act = (wanted: Reaction['act'], { job }: Loop): void => {
    if (wanted === 'dismiss') for (const subscriber of [...all]) leave(subscriber)
    if (wanted === 'pause') setActive(false)
    if (wanted === 'resume') setActive(true)
    if (wanted === 'join') subscribe(job)
    if (wanted === 'join other') subscribe(1 - job)
  }

  const subscribe = (job: number, acts: Visitor['acts'] = []): Subscriber => {
    const subscriber: Subscriber = {
      name: `#${all.length}`,
      acts,
      notified: 0,
      isSubscribing: true,
      hasLeft: false,
    }
    all.push(subscriber)
    const known = loops.find((loop) => loop.job === job)
    if (known) {
      subscriber.loop = known
      known.subscribers = [...known.subscribers, subscriber]
      if (known.status) notify(subscriber, known.status)
    } else begin(job, subscriber)
    // Before this, a caller has no subscription to end.
    subscriber.isSubscribing = false
    if (subscriber.hasLeft) takeOut(subscriber)
    return subscriber
  }

  const begin = (job: number, subscriber: Subscriber): void => {
    const loop: Loop = {
      job,
      deadline: now + scenario.deadline,
      due: Infinity,
      isInFlight: false,
      earliest: now,
      isActive: true,
      status: '',
      failures: 0,
      subscribers: [subscriber],
      hasEnded: false,
    }
    subscriber.loop = loop
    loops = [...loops, loop]
    tell(loop, 'begin')
    pausable = [...pausable, loop]
    change(loop)
    loop.due = loop.isActive ? now : Infinity
  }

  const leave = (subscriber: Subscriber): void => {
    if (subscriber.hasLeft) return
    subscriber.hasLeft = true
    if (!subscriber.isSubscribing) takeOut(subscriber)
  }

  const takeOut = (subscriber: Subscriber): void => {
    const loop = subscriber.loop!
    loop.subscribers = loop.subscribers.filter((other) => other !== subscriber)
    if (loop.subscribers.length === 0 && !loop.hasEnded) end(loop, 'unsubscribed')
  }

  const end = (loop: Loop, outcome: string, last: string = outcome): void => {
    loops = loops.filter((other) => other !== loop)
    pausable = pausable.filter((other) => other !== loop)
    land(loop)
    loop.due = Infinity
    // Nothing is emitted after the end, even if a listener of the end acts.
    loop.hasEnded = true
    tell({ ...loop, hasEnded: false }, `end ${outcome}`)
    for (const subscriber of loop.subscribers) {
      notify(subscriber, last)
      subscriber.hasLeft = true
    }
  }

  const land = ({ job, isInFlight }: Loop): void => {
    const request = requests[job]!.at(-1)
    if (isInFlight && request?.[1] === Infinity) request[1] = now
  }

  const setActive = (active: boolean): void => {
    if (active === isActive) return
    isActive = active
    for (const loop of pausable) change(loop)
  }

  const change = (loop: Loop): void => {
    if (loop.hasEnded || loop.isActive === isActive) return
    loop.isActive = isActive
    if (!loop.isInFlight) loop.due = isActive ? Math.max(now, loop.earliest) : Infinity
    tell(loop, isActive ? 'resumed' : 'paused')
  }

  /** Sets the next request. A pause may shorten the wait to a second, but not to less than the minimum. */
  const wait = (loop: Loop, delay: number, minimum: number): void => {
    if (loop.hasEnded) return
    loop.isInFlight = false
    loop.earliest = now + Math.max(minimum, Math.min(delay, 1000))
    loop.due = loop.isActive ? now + Math.max(minimum, delay) : Infinity
  }

  const scriptOf = ({ job }: Loop): Step => {
    const script = scripts[job]!
    return script[Math.min(requests[job]!.length, script.length) - 1]!
  }

  const send = (loop: Loop): void => {
    if (heldUntil > now) {
      loop.due = heldUntil + initialDelay / 2
      return
    }
    log.push([now, `${loop.job} sent`])
    requests[loop.job]!.push([now, Infinity])
    loop.isInFlight = true
    const { answer, latency } = scriptOf(loop)
    loop.due = now + Math.min(requestTimeout, answer === 'hang' ? Infinity : latency)
    if (latency === 0 && answer !== 'hang') receive(loop)
  }

  const receive = (loop: Loop): void => {
    const step = scriptOf(loop)
    const { answer, latency, retryAfter } = step
    const isLost = answer === 'hang' || answer === 'reset' || latency > requestTimeout
    land(loop)
    loop.due = Infinity
    if (!isLost && answer in statuses) answered(loop, statuses[answer as keyof typeof statuses], retryAfter)
    else if (!isLost && answer in ends) end(loop, ends[answer as keyof typeof ends])
    else failed(loop, isLost ? undefined : step)
  }

  const answered = (loop: Loop, status: string, minimum = 0): void => {
    const isNew = status !== loop.status
    loop.failures = 0
    tell(loop, `poll ${status}`)
    if (isNew) tell(loop, `transition ${status}`)
    if (loop.hasEnded) return
    if (status === 'failed') {
      end(loop, 'JobFailed')
      return
    }
    loop.status = status
    if (isNew) for (const subscriber of loop.subscribers) notify(subscriber, status)
    if (!loops.includes(loop)) return
    if (status === 'completed') end(loop, 'completed', 'complete')
    else wait(loop, interval, minimum)
  }

  const failed = (loop: Loop, step: Step | undefined): void => {
    const failures = ++loop.failures
    const minimum = step?.retryAfter ?? 0
    const delay = minimum + Math.min(maxDelay, initialDelay * 2 ** (failures - 1)) / 2
    const isThrottled = step?.answer === '429'
    const isInTime = now + minimum <= loop.deadline
    // A later hold never shortens an earlier one.
    if (isThrottled && isInTime) heldUntil = Math.max(heldUntil, now + (minimum || delay))
    if (!isInTime || failures > limit) {
      end(loop, step ? 'Http' : 'Network')
      return
    }
    tell(loop, 'retry')
    wait(loop, delay, isThrottled || minimum > 0 ? delay : 0)
  }

  const script = scenario.changes.map((at) => ({ at, run: () => setActive(!isActive) }))
  for (const { job, comes, leaves, acts, isClosed } of scenario.visitors) {
    script.push({
      at: comes,
      run: () => {
        if (isClosed) return
        const subscriber = subscribe(job, acts)
        if (leaves < Infinity) script.push({ at: leaves, run: () => leave(subscriber) })
      },
    })
  }

  for (;;) {
    const next = [
      ...script,
      ...loops.map((loop) => ({ at: loop.due, run: () => (loop.isInFlight ? receive : send)(loop) })),
      ...loops.map((loop) => ({ at: loop.deadline, run: () => end(loop, 'Deadline') })),
    ].sort((a, b) => a.at - b.at)
    const [first, second] = next
    if (!first || first.at === Infinity) return { log, requests, rest: now }
    if (first.at === second?.at) return undefined
    const at = script.indexOf(first)
    if (at >= 0) script.splice(at, 1)
    now = first.at
    first.run()
  }
}
