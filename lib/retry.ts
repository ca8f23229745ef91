import { type MonoTypeOperatorFunction, retry } from 'rxjs'
import { type CekuraError, DecodeError, HttpError, NetworkError } from './errors.js'
import type { Pace } from './pace.js'

/** How failures are retried. */
export interface Retry {
  /** Failures in a row that are retried; a good answer starts the count anew. Default 5. */
  readonly limit?: number | undefined
  /** Ms; the first backoff is a random part of it. Default 500. */
  readonly initialDelay?: number | undefined
  /** Ms; no backoff is longer. Default 30 000. `Retry-After` may ask for more. */
  readonly maxDelay?: number | undefined
  /**
   * Replaces {@link isTransient}: what is worth another request. Asked for `HttpError`, `NetworkError` and
   * `DecodeError`.
   */
  readonly isTransient?: ((error: CekuraError) => boolean) | undefined
}

/** A {@link Retry} with every choice made. */
export type RetryPolicy = { readonly [K in keyof Retry]-?: NonNullable<Retry[K]> }

/** HTTP statuses that pass by themselves: timeouts, throttling, a gateway's trouble (520 to 527 are Cloudflare's). */
const transientStatuses: ReadonlySet<number> = new Set([
  408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527,
])

/**
 * The default classification: no answer, or an HTTP status that passes by itself (408, 425, 429, 500, 502, 503,
 * 504, 520 to 527).
 */
export const isTransient = (error: CekuraError): boolean =>
  error instanceof NetworkError || (error instanceof HttpError && transientStatuses.has(error.status))

const neverSent: ReadonlySet<string | undefined> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

/** Whether the server surely did not act on a request, so that one that is not idempotent may be sent again. */
export const isHarmless = (error: CekuraError): boolean =>
  (error instanceof NetworkError && neverSent.has(error.code)) ||
  isThrottled(error) ||
  obeyed(error) !== undefined

/**
 * Full jitter: a random part of an exponentially growing ceiling, which spreads retries best
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export const backoff = (policy: RetryPolicy, failures: number, random = Math.random): number =>
  // Capped where it is far beyond any maxDelay, for 0 * Infinity would be no delay at all.
  random() * Math.min(policy.maxDelay, policy.initialDelay * 2 ** Math.min(failures - 1, 60))

/**
 * `Retry-After` in ms (RFC 9110, section 10.2.3: seconds or an HTTP-date); a date gone by is 0. Fractions are not
 * in the RFC but are sent; anything else is as good as absent.
 */
export const retryAfter = (value: string | null | undefined, wallClock: number): number | undefined => {
  const text = value?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER)
  // The asctime form of an HTTP-date, which ends in the year, is in GMT without saying so.
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text.replace(/ \d{4}$/, '$& GMT')) : NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallClock)
}

/** What {@link retryTransient} retries for. */
export interface Retrying {
  /** Ms until the deadline. */
  readonly left: () => number
  readonly isTransient: (error: CekuraError) => boolean
  readonly onRetry?: (error: CekuraError, failures: number, delay: number) => void
}

/**
 * Subscribes again after a transient failure, `policy.limit` times in a row at the most, and errors with the last
 * one. The source emits one answer, so that each answer starts the count anew.
 */
export const retryTransient = <A>(
  policy: RetryPolicy,
  pace: Pace,
  { left, isTransient, onRetry }: Retrying,
): MonoTypeOperatorFunction<A> =>
  retry({
    delay: (error: CekuraError, failures) => {
      const minimum = obeyed(error) ?? 0
      const delay = minimum + backoff(policy, failures)
      const isInTime = minimum <= left()
      if (isThrottled(error) && isInTime) pace.hold(minimum || delay)
      if (!isInTime || failures > policy.limit || !isOfExchange(error) || !isTransient(error)) throw error
      onRetry?.(error, failures, delay)
      return pace.turn(delay, minimum)
    },
  })

/** What another request could mend. */
const isOfExchange = (error: CekuraError): boolean =>
  error instanceof HttpError || error instanceof NetworkError || error instanceof DecodeError

const isThrottled = (error: CekuraError): boolean => error instanceof HttpError && error.status === 429

/** `Retry-After` where it is obeyed: what 429 and 503 say of it (RFC 6585, section 4; RFC 9110, section 15.6.4). */
const obeyed = (error: CekuraError): number | undefined =>
  error instanceof HttpError && (error.status === 429 || error.status === 503) ? error.retryAfter : undefined
