import type { Subject } from 'rxjs'
import { now } from './clock.js'
import { type CekuraError, DeadlineError } from '../model/errors.js'
import type { Ended, PollEvent, RetryScheduled } from '../model/events.js'
import type { PollState } from './schedules.js'
import { show } from '../safety/text.js'
import type { Job } from '../jobs/clean-description.js'

/** What one polling loop remembers from request to request. Reports to `events$`, but nothing after the end. */
export class Tracker {
  private attempt = 0
  private sentAt = 0
  private failures = 0
  private hasEnded = false
  private status: Job['status'] | null = null

  constructor(
    private readonly events: Subject<PollEvent>,
    private readonly progressId: string,
    private readonly startedAt: number,
  ) {}

  /** The state that a schedule decides on, after an answer. */
  state(): PollState {
    return { attempt: this.attempt, elapsed: now() - this.startedAt, status: this.status! }
  }

  sent(): void {
    this.attempt++
    this.sentAt = now()
  }

  answered(to: Job['status']): void {
    const { progressId, attempt, sentAt, startedAt, status: from } = this
    this.status = to
    this.failures = 0
    if (!this.isObserved()) return
    this.events.next({ progressId, type: 'poll', attempt, status: to, latency: now() - sentAt })
    if (from === to || !this.isObserved()) return
    this.events.next({ progressId, type: 'transition', from, to, elapsed: now() - startedAt })
  }

  /** Returns the number of failures in a row. */
  failed(): number {
    return ++this.failures
  }

  retrying(error: CekuraError, failures: number, delay: number): void {
    if (!this.isObserved()) return
    const data = error.toJSON() as RetryScheduled['error']
    this.events.next({ progressId: this.progressId, type: 'retry', error: data, failures, delay })
  }

  active(active: boolean): void {
    if (!this.isObserved()) return
    this.events.next({ progressId: this.progressId, type: active ? 'resumed' : 'paused' })
  }

  late(): DeadlineError {
    return deadlineError(`progress of ${show(this.progressId)}`, this.startedAt, this.status)
  }

  ended(outcome: Ended['outcome']): void {
    const { progressId, attempt: polls, startedAt } = this
    const isObserved = this.isObserved()
    this.hasEnded = true
    if (isObserved) this.events.next({ progressId, type: 'end', outcome, polls, elapsed: now() - startedAt })
  }

  /** Asked before an event is built. A handler of the event before may have ended the loop. */
  private isObserved(): boolean {
    return this.events.observed && !this.hasEnded
  }
}

export const deadlineError = (what: string, startedAt: number, seen: Job['status'] | null): DeadlineError => {
  const elapsed = now() - startedAt
  const status = seen as 'queued' | 'processing' | null // any other status ends the loop
  return new DeadlineError(
    `${what}: not ended after ${Math.round(elapsed)} ms; last seen: ${status ?? 'nothing'}; raise deadline or watch it again`,
    elapsed,
    status ? { status } : undefined,
  )
}
