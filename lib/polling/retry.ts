import type { CekuraError, DecodeError, HttpError, NetworkError } from '../model/errors.js'
import { isRecord, ownOf } from '../model/record.js'
import { isRefused, isUnsent } from '../model/unprocessed.js'
import { callOption } from '../safety/guard.js'
import { booleanRule, checkOptions, delayRule, functionRule, option, type Options } from '../safety/rules.js'
import type { Conceal } from '../safety/secrets.js'
import type { Turns } from './turns.js'

/**
 * Options of the retries: exponential backoff with full jitter.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export interface Retry {
  /**
   * Number of retries in a row. A successful response resets the count.
   * @defaultValue 5
   */
  readonly limit?: number | undefined
  /**
   * Upper bound of the first backoff, in milliseconds. The bound doubles with each further failure.
   * @defaultValue 500
   */
  readonly initialDelay?: number | undefined
  /**
   * Upper bound of every backoff, in milliseconds. `Retry-After` is added to the backoff, and may be longer.
   * @defaultValue 30_000
   */
  readonly maxDelay?: number | undefined
  /**
   * Returns true for errors to retry. Called with `HttpError`, `NetworkError` and `DecodeError`.
   * @defaultValue the exported function `isTransient`
   */
  readonly isTransient?: ((error: CekuraError) => boolean) | undefined
}

/** A {@link Retry} with all defaults. */
export type RetryPolicy = { readonly [K in keyof Retry]-?: NonNullable<Retry[K]> }

export const retryOptions: Options<{ readonly retry: Retry | false }> = {
  retry: /* @__PURE__ */ option(
    { valid: (u) => u === false || isRecord(u), expected: 'object or false' },
    {},
  ),
}

/**
 * Returns true for transient errors, the default of `retry.isTransient`:
 * - a {@link NetworkError}
 * - a {@link DecodeError} for HTML instead of JSON
 * - an {@link HttpError} with the status 408, 425, 429, 500, 502, 503 or 504, or with 520 to 527 of Cloudflare. Its
 *   page no longer lists 527.
 *
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
 */
export const isTransient = (error: CekuraError): boolean =>
  error._tag === 'Network' || fieldOf(error, 'isHtml') === true || isPassing(statusOf(error))

const transient = /* @__PURE__ */ new Set<unknown>([408, 425, 429, 500, 502, 503, 504])
const isPassing = (status = 0): boolean => transient.has(status) || (status >= 520 && status <= 527)

const policyOptions: Options<RetryPolicy> = {
  limit: option(
    { valid: (u) => Number.isInteger(u) && (u as number) >= 0, expected: 'whole number >= 0' },
    5,
  ),
  initialDelay: option(delayRule, 500),
  maxDelay: option(delayRule, 30_000),
  isTransient: option(functionRule, isTransient),
}

/** Returns all options of retries, checked and with their defaults. Throws a `ConfigError` for the first invalid one. */
export const toRetryPolicy = (retry: Retry | false, conceal: Conceal): RetryPolicy => {
  const policy = checkOptions('retry.', policyOptions, retry || { limit: 0 })
  return {
    ...policy,
    isTransient: (error) => callOption(conceal, 'retry.isTransient', booleanRule, policy.isTransient, error),
  }
}

/** True if the server certainly did not process the request, so that even a non-idempotent one can be retried. */
export const isHarmless = (error: CekuraError): boolean =>
  (error._tag === 'Network' && isUnsent(fieldOf(error, 'code'))) ||
  isRefused(statusOf(error), fieldOf(error, 'retryAfter'))

/** Reads a field that not every error has. Ignores a polluted `Object.prototype`. */
const fieldOf = <K extends 'status' | 'retryAfter' | 'code' | 'isHtml'>(error: CekuraError, name: K) =>
  ownOf(error as Carried, name) as Carried[K]

type Carried = Partial<
  Pick<HttpError, 'status' | 'retryAfter'> & Pick<NetworkError, 'code'> & Pick<DecodeError, 'isHtml'>
>

const statusOf = (error: CekuraError): number | undefined => fieldOf(error, 'status')

/** Returns the milliseconds of a backoff: a random part of a bound that doubles with each failure (full jitter). */
export const backoff = (policy: RetryPolicy, failures: number, random = Math.random): number =>
  // Skips the product for an initial delay of 0, because 0 * Infinity is NaN.
  random() * (policy.initialDelay && Math.min(policy.maxDelay, policy.initialDelay * 2 ** (failures - 1)))

/** The loop that a retry belongs to. */
export interface Retrying {
  readonly options: { readonly retry: RetryPolicy }
  readonly timer$: Pick<Turns, 'set' | 'hold' | 'isInTime'>
  readonly tracker: {
    /** Counts a failure and returns the number of failures in a row. */
    failed(error: CekuraError): number
    retrying(error: CekuraError, failures: number, delay: number): void
  }
}

/**
 * Sets the next turn. Throws the error if it is not transient or past the limit, or if `Retry-After` ends too late.
 * A 429 holds back the whole client, even if this loop ends.
 */
export const retryLater = ({ options: { retry }, timer$, tracker }: Retrying, error: CekuraError): void => {
  const failures = tracker.failed(error)
  const minimum = obeyed(error) ?? 0
  const delay = minimum + backoff(retry, failures)
  const isThrottled = statusOf(error) === 429
  const isInTime = timer$.isInTime(minimum)
  if (isThrottled && isInTime) timer$.hold(minimum || delay)
  if (!isInTime || failures > retry.limit || isFinal(error) || !retry.isTransient(error)) throw error
  tracker.retrying(error, failures, delay)
  // Resuming after a pause may shorten a backoff, but not a delay that the server asked for.
  const earliest = isThrottled || minimum > 0 ? delay : 0
  timer$.set(delay, earliest)
}

/** True for errors that another request cannot resolve. `isTransient` is not called for them. */
const isFinal = ({ _tag }: CekuraError): boolean => _tag === 'JobFailed' || _tag === 'Config'

/**
 * Returns the milliseconds of `Retry-After` for 429 and 503, the transient statuses that define it. A start with such a
 * status is retried.
 *
 * @see RFC 6585, section 4, and RFC 9110, section 15.6.4
 */
const obeyed = (error: CekuraError): number | undefined => {
  const status = statusOf(error)
  return status === 429 || status === 503 ? fieldOf(error, 'retryAfter') : undefined
}
