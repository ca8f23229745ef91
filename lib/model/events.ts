import type { CekuraError } from './errors.js'

/** A {@link CekuraError} as its `toJSON` returns it. */
export interface ErrorData {
  readonly _tag: CekuraError['_tag']
  readonly message: string
  readonly [field: string]: unknown
}

interface Of<Type extends string> {
  readonly type: Type
  /** Name of the job's definition. */
  readonly job: string
  /** The job's reference as text. */
  readonly progressId: string
}

/** The observation began; its first request follows. */
export type Begun = Of<'begin'>

/** An answer of the API that could be decoded. */
export interface PollAnswered extends Of<'poll'> {
  /** Requests made so far in this observation. */
  readonly attempt: number
  readonly status: string
  /** Ms from the request to the decoded answer. */
  readonly latency: number
}

/** A transient failure; the next request follows after `delay` ms. */
export interface RetryScheduled extends Of<'retry'> {
  readonly error: ErrorData
  /** Failures in a row. */
  readonly failures: number
  readonly delay: number
}

/** The job's status changed. */
export interface Transition extends Of<'transition'> {
  /** `null` before the first. */
  readonly from: string | null
  readonly to: string
  /** Ms since the observation began. */
  readonly elapsed: number
}

/** `active$` said so. */
export type PausedOrResumed = Of<'paused' | 'resumed'>

/** The observation ended. */
export interface Ended extends Of<'end'> {
  /** `completed`, `unsubscribed` (the last subscriber left), or the `_tag` of the error. */
  readonly outcome: 'completed' | 'unsubscribed' | CekuraError['_tag']
  /** Requests made. */
  readonly polls: number
  /** The error that ended it, if one did. */
  readonly error?: ErrorData
  /** Ms since the observation began. */
  readonly elapsed: number
}

/** What a client does: plain data, JSON-safe, a tagged union on `type`. */
export type ClientEvent = Begun | PollAnswered | RetryScheduled | Transition | PausedOrResumed | Ended
