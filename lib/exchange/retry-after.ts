import { ownOf } from '../model/record.js'
import { attempt } from '../safety/attempt.js'
import type { HttpReply } from './transport.js'

/**
 * Returns the milliseconds of a reply's `Retry-After` header. Compares a date with the reply's own `Date`, because the
 * server's clock may differ.
 */
export const retryAfterOf = (headers: HttpReply['headers']): number | undefined => {
  const value = headerOf(headers, 'retry-after')
  return value ? retryAfter(value, dateOf(headerOf(headers, 'date') ?? '') || Date.now()) : undefined
}

/** Reads a header by its name in lower case. Undefined if its value is no string, or if reading it throws. */
export const headerOf = (headers: HttpReply['headers'], name: string): string | undefined => {
  const value: unknown = attempt(() =>
    typeof headers?.get === 'function'
      ? headers.get(name)
      : ownOf(headers as Readonly<Record<string, string>>, name),
  )
  return typeof value === 'string' ? value : undefined
}

/**
 * Parses a `Retry-After` header. Returns milliseconds from `wallClock`, 0 for a past date, and undefined for an invalid
 * header. Accepts fractions of seconds, because servers send them.
 *
 * @see RFC 9110, section 10.2.3
 */
export const retryAfter = (value: string, wallClock: number): number | undefined => {
  const text = value.trim()
  // Limited, because 400 digits would be Infinity.
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, 1e15)
  const ms = dateOf(text) - wallClock
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

/** Parses an HTTP date. Returns NaN for other text, because `Date.parse` accepts too much: `0` is the year 2000. */
const dateOf = (text: string): number =>
  // The asctime form of a date ends with the year, and is in GMT.
  /^[a-z]{3,9},? .* \d\d:\d\d:\d\d /i.test(text) ? Date.parse(text.replace(/ \d{4}$/, '$& GMT')) : NaN
