import type * as t from 'io-ts'

/** Marks errors of this library and of other copies of it. */
const BRAND = /* @__PURE__ */ Symbol.for('rx-cekura.error')

/** Base class of all errors of this library. No error contains the API key or the value of a header. */
abstract class Base<Tag extends string> extends Error {
  protected constructor(
    /** Name of the class without `Error`, for `switch`. */
    readonly _tag: Tag,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = `${_tag}Error`
  }

  /** Name of the job's definition, if the error is about a job. */
  readonly job?: string
  /** The job's reference as text, if it is known. */
  readonly progressId?: string

  /** @internal */
  get [BRAND](): boolean {
    return this instanceof Error
  }

  /** Returns all properties for logs, except `cause` and `errors`, which JSON shows poorly. */
  toJSON(): Record<string, unknown> {
    const { errors: _errors, ...carried } = this as Record<string, unknown> & Error
    return { ...carried, message: this.message }
  }
}

/** The server reported that the job failed. Polling again does not help. Start another job. */
export class JobFailedError extends Base<'JobFailed'> {
  /** Name of the job's definition. */
  declare readonly job: string
  /** The job's reference as text. */
  declare readonly progressId: string

  constructor(
    message: string,
    /** The status in the response, such as `failed`, `cancelled` or `timeout`. */
    readonly status: string,
    /** The server's reason, if the response has one. */
    readonly detail: string | undefined,
    /** The decoded response. Undefined if it contains a secret of the client, or is nested too deep for JSON. */
    readonly answer: unknown,
  ) {
    super('JobFailed', message)
  }
}

/**
 * A response outside 2xx that is not transient, or that came after `retry.limit` retries. Includes redirects. They are
 * never followed, because a fetch would send the API key to the other origin.
 */
export class HttpError extends Base<'Http'> {
  /** Milliseconds to wait, from the response's `Retry-After` header. */
  readonly retryAfter?: number

  constructor(
    message: string,
    /** The HTTP status, or 0 for a redirect that a browser hides. */
    readonly status: number,
    /** The `detail` field of the response, or a short excerpt of its body. */
    readonly detail: string,
    retryAfter?: number,
  ) {
    super('Http', message)
    if (retryAfter !== undefined) this.retryAfter = retryAfter
  }
}

/**
 * No complete response after retries: the connection was refused, reset or cut off, or `requestTimeout` passed (code
 * `ETIMEDOUT`).
 */
export class NetworkError extends Base<'Network'> {
  /** The transport's error. If it contains a secret, a copy of its message and stack with the secret redacted. */
  override readonly cause: unknown
  /** The system's error code, if there is one, such as `ECONNREFUSED`, `ENOTFOUND` or `ETIMEDOUT`. */
  readonly code?: string

  constructor(message: string, cause: unknown, code?: string) {
    super('Network', message, { cause })
    if (code !== undefined) this.code = code
  }
}

/**
 * A 2xx response whose body does not match the API's schema, is not UTF-8, or is larger than `maxBodyBytes`.
 */
export class DecodeError extends Base<'Decode'> {
  /** True for an HTML page, as proxies send during a deploy. Such a failure is transient. Otherwise absent. */
  readonly isHtml?: true

  constructor(
    message: string,
    /** One line for each of the first hundred faults: the path, the expected type and the received value. */
    readonly report: readonly string[],
    /** The same faults in the form of io-ts. Each value is replaced by its text in `report`. */
    readonly errors: t.Errors,
    isHtml = false,
  ) {
    super('Decode', message)
    if (isHtml) this.isHtml = true
  }
}

/** `deadline` passed before the job ended. The job may still be running: call `progress$` with its id to watch it again. */
export class DeadlineError extends Base<'Deadline'> {
  /** The last failure, if a retry was due. */
  declare readonly cause?: CekuraError

  constructor(
    message: string,
    /** Milliseconds since the subscription. */
    readonly elapsed: number,
    /** The last status received. */
    readonly last: string | undefined,
    cause?: CekuraError,
  ) {
    super('Deadline', message, cause && { cause })
  }
}

/**
 * An invalid option, reference or request. `createClient` throws it for an option. A stream errors with it for a
 * reference or a request, before any request is sent. A stream also errors with it if an option's function throws,
 * rejects or returns an invalid value.
 */
export class ConfigError extends Base<'Config'> {
  /** The error that a caller's function threw. If it contains a secret, this is a redacted copy. */
  declare readonly cause?: unknown

  constructor(
    message: string,
    /** Name of the invalid option, or of the argument: `progressId` or `request`. */
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

/** Union of all errors of this library, for `switch (error._tag)`. */
export type CekuraError =
  JobFailedError | HttpError | NetworkError | DecodeError | DeadlineError | ConfigError

/** Base class of all errors of this library: `error instanceof CekuraError` narrows to the union. */
export const CekuraError = Base as unknown as abstract new (...args: never) => CekuraError

/**
 * Returns true for errors of this library, even of another copy or another realm. Narrows to the union.
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
    return false // A revoked proxy throws.
  }
}

/** Returns true for a `ConfigError`, even of another copy of this library, because its transport may be in use. */
export const isConfigError = (u: unknown): u is ConfigError => isCekuraError(u) && u._tag === 'Config'
