import type * as t from 'io-ts'

/** Marks errors of this library, those of another copy of it too. */
const BRAND = /* @__PURE__ */ Symbol.for('rx-cekura.error')

/** What all errors of this library share. They hold no key and no header of the caller's. */
abstract class Base<Tag extends string> extends Error {
  protected constructor(
    readonly _tag: Tag,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = `${_tag}Error`
  }

  /** Name of the job's definition, if the error is about a job. */
  readonly job?: string
  /** The job's reference as text, if the job has one already. */
  readonly progressId?: string

  /** @internal */
  get [BRAND](): boolean {
    return this instanceof Error
  }

  /** For logs: everything but the causes, which JSON shows poorly. */
  toJSON(): Record<string, unknown> {
    const { errors: _errors, ...carried } = this as Record<string, unknown> & Error
    return { ...carried, message: this.message }
  }
}

/**
 * The server said that the job failed. Polling again changes nothing: start another job.
 */
export class JobFailedError extends Base<'JobFailed'> {
  declare readonly job: string
  declare readonly progressId: string

  constructor(
    message: string,
    /** The status that came: `failed`, or another word of the job for it. */
    readonly status: string,
    /** The server's reason, if it gave one. */
    readonly detail: string | undefined,
    /** The answer, without secrets. */
    readonly answer: unknown,
  ) {
    super('JobFailed', message)
  }
}

/**
 * A final answer outside 2xx: one that is not transient, or that was met `retry.limit` times in a row. Redirects
 * are among them, for they are never followed: a fetch would hand the key on to the other origin.
 */
export class HttpError extends Base<'Http'> {
  /** What `Retry-After` asked for, in ms. */
  readonly retryAfter?: number

  constructor(
    message: string,
    /** The HTTP status; 0 for a redirect that a browser hides. */
    readonly status: number,
    /** The server's `detail`, or a short excerpt of what it sent. */
    readonly detail: string,
    retryAfter?: number,
  ) {
    super('Http', message)
    if (retryAfter !== undefined) this.retryAfter = retryAfter
  }
}

/**
 * No answer, after retries: refused, reset, cut off, or not within `requestTimeout` (code `ETIMEDOUT`).
 */
export class NetworkError extends Base<'Network'> {
  /** What the transport errored with: itself, or where that holds a secret, a copy of its words without. */
  override readonly cause: unknown
  /** The system's code, where there is one: `ECONNREFUSED`, `ENOTFOUND`, `ETIMEDOUT` … */
  readonly code?: string

  constructor(message: string, cause: unknown, code?: string) {
    super('Network', message, { cause })
    if (code !== undefined) this.code = code
  }
}

/**
 * A 2xx answer whose body is not the contract, is not UTF-8, or is over `maxBodyBytes`.
 */
export class DecodeError extends Base<'Decode'> {
  /** True for a page of HTML, as proxies and deploys send. It is transient. Otherwise absent. */
  readonly isHtml?: true

  constructor(
    message: string,
    /** A line per fault: the path, what was expected, what came. */
    readonly report: readonly string[],
    /** The same as io-ts has it; values are shown as in `report`, not kept. */
    readonly errors: t.Errors,
    isHtml = false,
  ) {
    super('Decode', message)
    if (isHtml) this.isHtml = true
  }
}

/**
 * `deadline` passed before the job ended. The job may still run: its id is all it takes to go on watching.
 */
export class DeadlineError extends Base<'Deadline'> {
  constructor(
    message: string,
    /** Ms since the subscription. */
    readonly elapsed: number,
    /** The last status seen. */
    readonly last: string | undefined,
    /** The last failure, if retries were under way. */
    cause?: CekuraError,
  ) {
    super('Deadline', message, cause && { cause })
  }
}

/**
 * An option, an id or a request that cannot be used: thrown by `createClient`, or sent through the stream before
 * any request is made. Also what ends a stream when a function given as an option throws, rejects or returns
 * something unusable.
 */
export class ConfigError extends Base<'Config'> {
  constructor(
    message: string,
    /** The option to look at; `progressId` and `request` are the arguments. */
    readonly option: string,
    options?: ErrorOptions,
  ) {
    super('Config', message, options)
  }
}

/** The job that an error or an event is about. */
export interface About {
  readonly job: string
  readonly progressId?: string
}

/** Adds the job to an error that has none yet. */
export const addJob = <E>(error: E, { job, progressId }: About): E => {
  const known = error as { job?: string; progressId?: string }
  if (isCekuraError(error) && known.job === undefined) {
    known.job = job
    if (progressId !== undefined) known.progressId = progressId
  }
  return error
}

/** Every error of this library: a closed union, for `switch (error._tag)`. */
export type CekuraError =
  JobFailedError | HttpError | NetworkError | DecodeError | DeadlineError | ConfigError

/** The class they extend: `error instanceof CekuraError` narrows to the union. */
export const CekuraError = Base as unknown as abstract new (...args: never) => CekuraError

/**
 * Tells this library's errors, those of another copy of it too, from everything else a stream may end with.
 *
 * @example
 * ```ts
 * import { createClient, isCekuraError } from 'rx-cekura'
 *
 * createClient().progress$('a-progress-id').subscribe({
 *   error: (e: unknown) => console.error(isCekuraError(e) ? e._tag : e),
 * })
 * ```
 */
export const isCekuraError = (u: unknown): u is CekuraError => {
  try {
    return (Object(u) as Partial<Base<never>>)[BRAND] === true
  } catch {
    return false // a revoked proxy throws
  }
}
