import type { CekuraError } from './errors.js'
import type { Job } from '../jobs/clean-description.js'

interface Of<Type extends string> {
  readonly type: Type
  readonly progressId: string
}

/** An answer of the API that could be decoded. */
export interface PollAnswered extends Of<'poll'> {
  /** Requests made so far in this observation. */
  readonly attempt: number
  readonly status: Job['status']
  /** Ms from the request to the decoded answer. */
  readonly latency: number
}

/** A transient failure; the next request follows after `delay` ms. */
export interface RetryScheduled extends Of<'retry'> {
  /** As `toJSON` has it: plain data. */
  readonly error: {
    readonly _tag: CekuraError['_tag']
    readonly message: string
    readonly [field: string]: unknown
  }
  /** Failures in a row. */
  readonly failures: number
  readonly delay: number
}

/** The job's status changed. */
export interface Transition extends Of<'transition'> {
  /** `null` before the first. */
  readonly from: Job['status'] | null
  readonly to: Job['status']
  /** Ms since the observation began. */
  readonly elapsed: number
}

/** `active$` said so. */
export interface PausedOrResumed {
  readonly type: 'paused' | 'resumed'
  readonly progressId: string
}

/** The observation ended. */
export interface Ended extends Of<'end'> {
  /** `completed`, `unsubscribed` (the last subscriber left), or the `_tag` of the error. */
  readonly outcome: 'completed' | 'unsubscribed' | CekuraError['_tag']
  /** Requests made. */
  readonly polls: number
  /** Ms since the observation began. */
  readonly elapsed: number
}

/** What a client does: plain data, JSON-safe, a tagged union on `type`. */
export type PollEvent = PollAnswered | RetryScheduled | Transition | PausedOrResumed | Ended
