import type { CekuraError } from './errors.js'

/** A {@link CekuraError} as its `toJSON` returns it. */
export interface ErrorData {
  readonly _tag: CekuraError['_tag']
  readonly message: string
  readonly [field: string]: unknown
}

interface JobEvent<Type extends string> {
  readonly type: Type
  /** Name of the job's definition. */
  readonly job: string
  /** The job's reference as text. */
  readonly progressId: string
}

/** An observation began. No request was sent yet. */
export type Begun = JobEvent<'begin'>

/** A response was decoded. */
export interface PollAnswered extends JobEvent<'poll'> {
  /** Number of requests so far in this observation, failed ones included. */
  readonly attempt: number
  /** Status in the response. */
  readonly status: string
  /** Milliseconds from the request to the decoded response. */
  readonly latency: number
}

/** A transient failure occurred, and a retry is scheduled. */
export interface RetryScheduled extends JobEvent<'retry'> {
  readonly error: ErrorData
  /** Number of failures in a row. */
  readonly failures: number
  /** Milliseconds until the next request. */
  readonly delay: number
}

/** The job's status changed. */
export interface Transition extends JobEvent<'transition'> {
  /** The previous status, or `null` at the first. */
  readonly from: string | null
  readonly to: string
  /** Milliseconds since the observation began. */
  readonly elapsed: number
}

/** `active$` became false (paused) or true again (resumed). */
export type PausedOrResumed = JobEvent<'paused' | 'resumed'>

/** An observation ended. */
export interface Ended extends JobEvent<'end'> {
  /** `completed`, `unsubscribed` (the last subscriber left), or the `_tag` of the error. */
  readonly outcome: 'completed' | 'unsubscribed' | CekuraError['_tag']
  /** Number of requests in this observation, failed ones included. */
  readonly polls: number
  /** The error that ended the observation, if any. */
  readonly error?: ErrorData
  /** Milliseconds since the observation began. */
  readonly elapsed: number
}

/** Event of a client: a union on `type`, of plain JSON-safe data without secrets. Numbers are whole. */
export type ClientEvent = Begun | PollAnswered | RetryScheduled | Transition | PausedOrResumed | Ended
