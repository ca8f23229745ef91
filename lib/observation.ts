import { now } from './clock.js'
import type { CekuraError, DeadlineError } from './errors.js'
import type { Ended, Events, RetryScheduled } from './events.js'
import type { PollState } from './schedules.js'
import type { Job } from './wire.js'

/**
 * What one polling loop remembers from request to request, and its only writer; tells `events$` as it goes.
 * A class, for there may be a hundred thousand of them and methods on a prototype weigh nothing.
 */
export class Observation {
  private readonly begunAt = now()
  private attempt = 0
  private sentAt = 0
  private status: Job['status'] | undefined

  constructor(
    private readonly progressId: string,
    private readonly emit: Events['emit'],
  ) {}

  get elapsed(): number {
    return now() - this.begunAt
  }

  /** What a schedule decides on; undefined before the first answer. */
  get state(): PollState | undefined {
    const { attempt, elapsed, status } = this
    return status && { attempt, elapsed, status }
  }

  get last(): DeadlineError['last'] {
    const { status } = this
    return status === 'queued' || status === 'processing' ? { status } : undefined
  }

  sent(): void {
    this.attempt++
    this.sentAt = now()
  }

  answered(status: Job['status']): void {
    const { progressId, attempt, status: from = null } = this
    this.emit(() => ({ type: 'poll', progressId, attempt, status, latency: now() - this.sentAt }))
    this.status = status
    if (from !== status)
      this.emit(() => ({ type: 'transition', progressId, from, to: status, elapsed: this.elapsed }))
  }

  retrying(error: CekuraError, failures: number, delay: number): void {
    const { progressId } = this
    this.emit(() => ({
      type: 'retry',
      progressId,
      error: error.toJSON() as RetryScheduled['error'],
      failures,
      delay,
    }))
  }

  active(active: boolean): void {
    this.emit(() => ({ type: active ? 'resumed' : 'paused', progressId: this.progressId }))
  }

  ended(outcome: Ended['outcome']): void {
    const { progressId, attempt: polls, elapsed } = this
    this.emit(() => ({ type: 'end', progressId, outcome, polls, elapsed }))
  }
}
