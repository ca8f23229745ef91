import type { DoneWord, Statuses } from '../model/job.js'

/** One response of a scripted job. `W` is the union of its statuses. */
export type Step<W extends string = string> =
  /** A response with this status, and example values in its required fields. */
  | W
  /** A response with these fields, and example values in other required ones. */
  | AnswerStep<W>
  | HttpStep
  | FaultStep

/** A response with given fields. */
export interface AnswerStep<W extends string = string> {
  /** The job's status. Optional if it follows from other fields. */
  readonly status?: W
  /**
   * Milliseconds until the response.
   *
   * @defaultValue 0
   */
  readonly delay?: number
  readonly http?: never
  readonly fault?: never
  readonly [field: string]: unknown
}

/** An HTTP response with any status and body. */
export interface HttpStep {
  /** The HTTP status. */
  readonly http: number
  /**
   * The body. Sent as JSON if it is not a string.
   *
   * @defaultValue the API's `detail` for 401, 403 and 404, otherwise empty
   */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /**
   * Milliseconds until the response.
   *
   * @defaultValue 0
   */
  readonly delay?: number
  readonly fault?: never
}

/** A fault in place of a complete response. */
export interface FaultStep {
  readonly fault: Fault
  /**
   * Milliseconds until the fault.
   *
   * @defaultValue 0
   */
  readonly delay?: number
  readonly http?: never
}

/**
 * A fault of an exchange. `reset`: the connection is reset. `hang`: no response comes. `garbage`: the response is not HTTP.
 * `cut`: the body ends too early.
 */
export type Fault = 'reset' | 'hang' | 'garbage' | 'cut'

/**
 * Script of started jobs. Each poll takes a step of a list. The last step is repeated. A single step outside a list is the
 * response to the start: the result if the job can finish at once, an HTTP error, or a fault.
 */
export type StartScript<S extends Statuses> = readonly Step<WordOf<keyof S>>[] | Step<WordOf<DoneWord<S>>>

/** A {@link StartScript}, or a function that returns one for a request. */
export type Script<Request, S extends Statuses> = StartScript<S> | ((request: Request) => StartScript<S>)

/** A script of any job. */
export type AnyScript = AnySteps | ((request: never) => AnySteps)

/** A list of steps, or a step that is the response to the start. */
export type AnySteps = readonly Step[] | Step

/** Statuses that a step can have; any string if the job has `otherwise`. Editors still complete the known ones. */
export type WordOf<K> = (K extends 'otherwise' ? string & Record<never, never> : K) & string
