import type { Subject } from 'rxjs'
import { type About, addJob, type CekuraError, DeadlineError } from '../model/errors.js'
import type { Ended, ErrorData, ClientEvent } from '../model/events.js'
import { type Topic, wordsOf } from '../safety/text.js'
import { latest, now } from './clock.js'
import type { PollState } from './schedules.js'

/** State of one polling loop. Reports to `events$`, but nothing after the end. */
export class Tracker {
  private attempt = 0
  private sentAt = 0
  private failures = 0
  private failure: CekuraError | undefined = undefined
  private hasEnded = false
  private status: string | null = null
  /** Shortest time to the next request in milliseconds, from `Retry-After` of the last response. */
  minimum = 0

  constructor(
    private readonly events: Subject<ClientEvent>,
    private readonly topic: Topic,
    private readonly startedAt: number,
  ) {}

  /** Returns the argument of a schedule. Called after a response. */
  state(): PollState {
    return { attempt: this.attempt, elapsed: now() - this.startedAt, status: this.status! }
  }

  begun(): void {
    if (this.isObserved()) this.report({ type: 'begin' })
  }

  sent(): void {
    this.attempt++
    this.sentAt = latest()
  }

  /** @param minimum - Shortest time to the next request, in milliseconds. */
  answered(to: string, minimum = 0): void {
    const { attempt, sentAt, startedAt, status: from } = this
    this.status = to
    this.minimum = minimum
    this.failures = 0
    this.failure = undefined
    if (!this.isObserved()) return
    this.report({ type: 'poll', attempt, status: to, latency: now() - sentAt })
    if (from === to || !this.isObserved()) return
    this.report({ type: 'transition', from, to, elapsed: now() - startedAt })
  }

  /** Returns the number of failures in a row. */
  failed(error: CekuraError): number {
    this.failure = addJob(error, this.topic)
    return ++this.failures
  }

  retrying(error: CekuraError, failures: number, delay: number): void {
    if (!this.isObserved()) return
    this.report({ type: 'retry', error: dataOf(error), failures, delay: Math.round(delay) })
  }

  active(active: boolean): void {
    if (this.isObserved()) this.report({ type: active ? 'resumed' : 'paused' })
  }

  late(): DeadlineError {
    const elapsed = now() - this.startedAt
    const last = this.status ?? undefined
    const subject = `${wordsOf(this.topic)}: `
    // Without the subject, because this message has the same one, and without the advice, because it has its own.
    const failed = this.failure
      ? `, last failure: ${this.failure.message.replace(subject, '').replace(/; [^;]*$/, '')}`
      : ''
    const again = this.topic.what === 'progress' ? ' or watch it again' : ''
    const message = `${subject}not ended after ${Math.round(elapsed)} ms; last seen: ${last ?? 'nothing'}${failed}; raise deadline${again}`
    return addJob(new DeadlineError(message, elapsed, last, this.failure), this.topic)
  }

  ended(outcome: Ended['outcome'], error?: CekuraError): void {
    const { attempt: polls, startedAt } = this
    const isObserved = this.isObserved()
    this.hasEnded = true
    if (error) addJob(error, this.topic)
    if (!isObserved) return
    const elapsed = now() - startedAt
    this.report({ type: 'end', outcome, polls, elapsed, ...(error && { error: dataOf(error) }) })
  }

  /** Checked before each event is built, because a handler of the previous event may have ended the loop. */
  private isObserved(): boolean {
    return this.events.observed && !this.hasEnded
  }

  private report(event: Unnamed<ClientEvent>): void {
    const { job, progressId } = this.topic
    this.events.next({ job, progressId, ...event } as ClientEvent)
  }
}

/** An event without the job that it is about. */
type Unnamed<E> = E extends unknown ? Omit<E, keyof About> : never

const dataOf = (error: CekuraError): ErrorData => error.toJSON() as unknown as ErrorData
