import { ownOf } from '../model/record.js'
import { attempt } from '../safety/attempt.js'
import type { HttpReply } from './transport.js'

/** What a reply asks for: milliseconds to the next request. A date is read against the reply's own, because clocks differ. */
export const retryAfterOf = (headers: HttpReply['headers']): number | undefined => {
  const asked = headerOf(headers, 'retry-after')
  return asked ? retryAfter(asked, dateOf(headerOf(headers, 'date') ?? '') || Date.now()) : undefined
}

/** Reads a header; its name is in lower case. Undefined if it is no text, or if reading it throws: a reply is good without. */
export const headerOf = (headers: HttpReply['headers'], name: string): string | undefined => {
  const value: unknown = attempt(() =>
    typeof headers?.get === 'function'
      ? headers.get(name)
      : ownOf(headers as Readonly<Record<string, string>>, name),
  )
  return typeof value === 'string' ? value : undefined
}

/**
 * Reads a `Retry-After` header (RFC 9110, section 10.2.3). Returns milliseconds from `wallClock`, 0 for a past date, and
 * undefined for an absent or invalid header. Seconds may have fractions, because servers send them.
 */
export const retryAfter = (value: string, wallClock: number): number | undefined => {
  const text = value.trim()
  // Limited, because 400 digits would be Infinity.
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, 1e15)
  const ms = dateOf(text) - wallClock
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

/** Reads a date of HTTP. NaN for other text, which `Date.parse` may take for a date: it reads `0` as the year 2000. */
const dateOf = (text: string): number =>
  // The asctime form ends in the year and is in GMT without naming it.
  /^[a-z]{3,9},? .* \d\d:\d\d:\d\d /i.test(text) ? Date.parse(text.replace(/ \d{4}$/, '$& GMT')) : NaN
