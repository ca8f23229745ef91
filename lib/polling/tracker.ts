import { now } from './clock.js'
import type { CekuraError } from '../model/errors.js'
import type { Ended, Events, RetryScheduled } from '../model/events.js'
import type { PollState } from './schedules.js'
import type { Job } from '../jobs/clean-description.js'

/** What one polling loop remembers from request to request, and its only writer; tells `events$` as it goes. */
export interface Observation {
  /** What a schedule decides on; null before the first answer. */
  readonly state: () => PollState | null
  readonly sent: () => void
  readonly answered: (status: Job['status']) => void
  readonly retrying: (error: CekuraError, failures: number, delay: number) => void
  readonly active: (active: boolean) => void
  readonly ended: (outcome: Ended['outcome']) => void
}

export const createObservation = (progressId: string, emit: Events['emit'], begunAt: number): Observation => {
  let attempt = 0
  let sentAt = 0
  let status: Job['status'] | null = null
  const elapsed = (): number => now() - begunAt

  return {
    state: () => status && { attempt, elapsed: elapsed(), status },
    sent: () => {
      attempt++
      sentAt = now()
    },
    answered: (to) => {
      const from = status
      status = to
      emit(progressId, () => ({ type: 'poll', attempt, status: to, latency: now() - sentAt }))
      if (from !== to) emit(progressId, () => ({ type: 'transition', from, to, elapsed: elapsed() }))
    },
    retrying: (error, failures, delay) =>
      emit(progressId, () => ({
        type: 'retry',
        error: error.toJSON() as RetryScheduled['error'],
        failures,
        delay,
      })),
    active: (active) => emit(progressId, () => ({ type: active ? 'resumed' : 'paused' })),
    ended: (outcome) =>
      emit(progressId, () => ({ type: 'end', outcome, polls: attempt, elapsed: elapsed() })),
  }
}
