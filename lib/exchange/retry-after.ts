import { ownOf } from '../model/record.js'
import { attempt } from '../safety/attempt.js'
import type { HttpReply } from './transport.js'

/**
 * Returns the milliseconds of a reply's `Retry-After` header. Compares a date with the reply's own `Date`, because the
 * server's clock may differ.
 */
export const retryAfterOf = (headers: HttpReply['headers']): number | undefined => {
  const value = headerOf(headers, 'retry-after')
  const now = Date.now()
  return value ? retryAfter(value, dateOf(headerOf(headers, 'date') ?? '', now) || now) : undefined
}

/**
 * Reads a header by its name in lower case. The names of a record must be in lower case, too. Returns undefined if the
 * value is no string, or if reading it throws.
 */
export const headerOf = (headers: HttpReply['headers'], name: string): string | undefined => {
  const value: unknown = attempt(() => (hasGet(headers) ? headers.get(name) : ownOf(headers!, name)))
  return typeof value === 'string' ? value : undefined
}

/** True for `Headers`, false for a record, even if a polluted `Object.prototype` has a `get`. */
const hasGet = (headers: HttpReply['headers']): headers is Pick<Headers, 'get'> =>
  typeof headers?.get === 'function' && headers.get !== (Object.prototype as { get?: unknown }).get

/**
 * Parses a `Retry-After` header. Returns the milliseconds to wait from `now`, the server's time. Returns 0 for a past date,
 * and undefined for an invalid header. Accepts fractions of seconds, because servers send them.
 *
 * @see RFC 9110, section 10.2.3
 */
export const retryAfter = (value: string, now: number): number | undefined => {
  const text = value.trim()
  // Limited only to stay finite, because 400 digits would be Infinity.
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, 1e15)
  const ms = dateOf(text, now) - now
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

/** Parses an HTTP date. Returns NaN for text of another form, because `Date.parse` reads `0` as the year 2000. */
const dateOf = (text: string, now: number): number => {
  if (!/^[a-z]{3,9},? .* \d\d:\d\d:\d\d /i.test(text)) return NaN
  return Date.parse(
    text
      // RFC 850 writes the year with two digits.
      .replace(
        /-([a-z]{3})-(\d\d) /i,
        (_, month: string, year: string) => ` ${month} ${fullYear(+year, now)} `,
      )
      // The asctime form of a date ends with the year, and is in GMT.
      .replace(/ \d{4}$/, '$& GMT'),
  )
}

/**
 * Returns the year that ends with two digits and is at most 50 years ahead.
 *
 * @see RFC 9110, section 5.6.7
 */
const fullYear = (digits: number, now: number): number => {
  const latest = new Date(now).getUTCFullYear() + 50
  return latest - ((latest - digits) % 100)
}
