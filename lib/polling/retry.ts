import type { CekuraError, DecodeError, HttpError } from '../model/errors.js'
import { isRecord } from '../model/record.js'
import { callOption } from '../safety/guard.js'
import { booleanRule, checkOptions, delayRule, functionRule, option, type Options } from '../safety/rules.js'
import type { Conceal } from '../safety/secrets.js'
import type { Turns } from './turns.js'

/** How failures are retried. */
export interface Retry {
  /** Failures in a row that are retried; a good answer resets the count. Default 5. */
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

export const retryOptions: Options<{ readonly retry: Retry | false }> = {
  retry: /* @__PURE__ */ option(
    { valid: (u) => u === false || isRecord(u), expected: 'object or false' },
    {},
  ),
}

/**
 * The default classification: no answer, HTML instead of JSON, or an HTTP status that passes by itself: timeouts,
 * throttling, a gateway's trouble (408, 425, 429, 500, 502, 503, 504, and 520 to 527, which are Cloudflare's).
 */
export const isTransient = (error: CekuraError): boolean =>
  error._tag === 'Network' || (error as DecodeError).isHtml === true || isPassing(statusOf(error))

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

/** Returns all options of retries, checked. Throws a `ConfigError` at the first that cannot be used. */
export const toRetryPolicy = (retry: Retry | false, conceal: Conceal): RetryPolicy => {
  const policy = checkOptions('retry.', policyOptions, retry || { limit: 0 })
  return {
    ...policy,
    isTransient: (error) => callOption(conceal, 'retry.isTransient', booleanRule, policy.isTransient, error),
  }
}

/** True if the server certainly did not process the request. Then a request that is not idempotent may be sent again. */
export const isHarmless = (error: CekuraError): boolean =>
  (error._tag === 'Network' && unsent.has(error.code)) ||
  statusOf(error) === 429 ||
  obeyed(error) !== undefined

/** Codes of a request that has reached no server. */
const unsent = /* @__PURE__ */ new Set<unknown>(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

const statusOf = (error: CekuraError): number | undefined => (error as Partial<HttpError>).status

/**
 * Full jitter: a random part of an exponentially growing ceiling, which spreads retries best
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export const backoff = (policy: RetryPolicy, failures: number, random = Math.random): number =>
  // Of 0 nothing grows: 0 * Infinity would be no number.
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

/** Sets the next turn after a transient failure. Otherwise throws the error. A 429 holds the whole client back. */
export const retryLater = ({ options: { retry }, timer$, tracker }: Retrying, error: CekuraError): void => {
  const failures = tracker.failed(error)
  const minimum = obeyed(error) ?? 0
  const delay = minimum + backoff(retry, failures)
  const isThrottled = statusOf(error) === 429
  const isInTime = timer$.isInTime(minimum)
  if (isThrottled && isInTime) timer$.hold(minimum || delay)
  if (!isInTime || failures > retry.limit || isFinal(error) || !retry.isTransient(error)) throw error
  tracker.retrying(error, failures, delay)
  timer$.set(delay, isThrottled || minimum > 0 ? delay : 0)
}

/** True for errors that no other request could mend, whatever `isTransient` returns. */
const isFinal = ({ _tag }: CekuraError): boolean => _tag === 'JobFailed' || _tag === 'Config'

/** `Retry-After` if it is obeyed: on 429 and 503 (RFC 6585, section 4; RFC 9110, section 15.6.4). */
const obeyed = (error: CekuraError): number | undefined => {
  const status = statusOf(error)
  return status === 429 || status === 503 ? (error as HttpError).retryAfter : undefined
}
