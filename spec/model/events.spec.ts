import test from 'ava'
import { NEVER, of, Subscription, takeUntil, timer } from 'rxjs'
import { createClient, type ClientEvent } from '../../lib/index.js'
import { clientAnswering, immediately, replies, virtually } from '../support/virtual.js'

/** The events of one observation of `a`, subscribed to for at most `ms`. */
const eventsOf = (
  t: Parameters<typeof virtually>[0],
  client: () => ReturnType<typeof clientAnswering>,
  until = '^',
): ClientEvent[] => {
  const seen: ClientEvent[] = []
  virtually(t, ({ flush, expectObservable }) => {
    const { progress$, events$ } = client()
    events$.subscribe((event) => seen.push(event))
    expectObservable(progress$('a').pipe(), until)
    flush()
  })
  return seen
}

test('events of a job from its first poll to its end', (t) => {
  const events = eventsOf(t, () => clientAnswering(immediately('qqc')))
  t.deepEqual(events, [
    { type: 'begin', job: 'clean-description', progressId: 'a' },
    { type: 'poll', job: 'clean-description', progressId: 'a', attempt: 1, status: 'queued', latency: 0 },
    { type: 'transition', job: 'clean-description', progressId: 'a', from: null, to: 'queued', elapsed: 0 },
    { type: 'poll', job: 'clean-description', progressId: 'a', attempt: 2, status: 'queued', latency: 0 },
    { type: 'poll', job: 'clean-description', progressId: 'a', attempt: 3, status: 'completed', latency: 0 },
    {
      type: 'transition',
      job: 'clean-description',
      progressId: 'a',
      from: 'queued',
      to: 'completed',
      elapsed: 20,
    },
    { type: 'end', job: 'clean-description', progressId: 'a', outcome: 'completed', polls: 3, elapsed: 20 },
  ])
})

test('events of retries and of a failed job', (t) => {
  const retry = { limit: 1, initialDelay: 8 }
  const events = eventsOf(t, () => clientAnswering(immediately('5f'), { retry }))
  t.deepEqual(events, [
    { type: 'begin', job: 'clean-description', progressId: 'a' },
    {
      type: 'retry',
      job: 'clean-description',
      progressId: 'a',
      failures: 1,
      delay: 0,
      error: {
        _tag: 'Http',
        name: 'HttpError',
        job: 'clean-description',
        progressId: 'a',
        status: 503,
        detail: '',
        message: 'progress of clean-description "a": HTTP 503; try again later',
      },
    },
    { type: 'poll', job: 'clean-description', progressId: 'a', attempt: 2, status: 'failed', latency: 0 },
    { type: 'transition', job: 'clean-description', progressId: 'a', from: null, to: 'failed', elapsed: 0 },
    {
      type: 'end',
      job: 'clean-description',
      progressId: 'a',
      outcome: 'JobFailed',
      polls: 2,
      elapsed: 0,
      error: {
        _tag: 'JobFailed',
        name: 'JobFailedError',
        job: 'clean-description',
        progressId: 'a',
        status: 'failed',
        detail: 'no such agent',
        answer: { status: 'failed', error: 'no such agent' },
        message: 'clean-description "a" failed: no such agent; start another job',
      },
    },
  ])
})

test('latency counts from the request, elapsed from the subscription', (t) => {
  const seen: ClientEvent[] = []
  virtually(t, ({ cold, flush }) => {
    const { progress$, events$ } = clientAnswering([of(replies.q), cold('---(c|)', replies)])
    events$.subscribe((event) => seen.push(event))
    progress$('a').subscribe()
    flush()
  })
  t.like(seen[3], { type: 'poll', latency: 3 })
  t.like(seen[4], { type: 'transition', elapsed: 13 })
})

test('unsubscribing early is the outcome unsubscribed', (t) => {
  const events = eventsOf(t, () => clientAnswering(immediately('q')), '-----!')
  t.deepEqual(events.at(-1), {
    type: 'end',
    job: 'clean-description',
    progressId: 'a',
    outcome: 'unsubscribed',
    polls: 1,
    elapsed: 5,
  })
})

test('events are plain data that survives JSON', (t) => {
  const events = eventsOf(t, () => clientAnswering(immediately('5qf'), { retry: {} }))
  t.deepEqual(JSON.parse(JSON.stringify(events)), events)
})

test('the end of a job is reported before its subscribers are notified', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$, events$ } = clientAnswering(immediately('c'))
    const seen: string[] = []
    events$.subscribe({ next: ({ type }) => seen.push(type), complete: () => t.fail() })
    progress$('a').subscribe({ complete: () => seen.push('complete') })
    flush()
    t.deepEqual(seen, ['begin', 'poll', 'transition', 'end', 'complete'])
  })
})

test('several subscribers of one id are one observation', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$, events$ } = clientAnswering(immediately('c'))
    const seen: string[] = []
    events$.subscribe(({ type }) => seen.push(type))
    progress$('a').subscribe()
    progress$('a').subscribe()
    flush()
    t.deepEqual(seen, ['begin', 'poll', 'transition', 'end'])
  })
})

test('the beginning is reported before the first request', (t) => {
  virtually(t, ({ flush }) => {
    const seen: string[] = []
    const { progress$, events$ } = createClient({
      apiKey: 'k',
      transport: () => {
        seen.push('request')
        return NEVER
      },
    })
    events$.subscribe(({ type }) => seen.push(type))
    progress$('a')
      .pipe(takeUntil(timer(1)))
      .subscribe()
    flush()
    t.deepEqual(seen, ['begin', 'request', 'end'])
  })
})

test('unsubscribing on the begin event prevents the request', (t) => {
  virtually(t, ({ flush }) => {
    const { progress$, events$ } = createClient({ apiKey: 'k', transport: () => (t.fail(), NEVER) })
    const seen: string[] = []
    const subscription = new Subscription()
    events$.subscribe(({ type }) => {
      seen.push(type)
      subscription.unsubscribe()
    })
    subscription.add(progress$('a').subscribe())
    flush()
    t.deepEqual(seen, ['begin', 'end'])
  })
})
