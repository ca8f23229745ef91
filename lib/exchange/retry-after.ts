import { attempt } from '../safety/attempt.js'
import type { HttpReply } from './transport.js'

/** What a reply asks for: milliseconds to the next request. A date is read against the reply's own, because clocks differ. */
export const retryAfterOf = (headers: HttpReply['headers']): number | undefined => {
  const asked = headerOf(headers, 'retry-after')
  return asked ? retryAfter(asked, Date.parse(String(headerOf(headers, 'date'))) || Date.now()) : undefined
}

/** Reads a header; its name is in lower case. Undefined if it is no text, or if reading it throws: a reply is good without. */
export const headerOf = (headers: HttpReply['headers'], name: string): string | undefined => {
  const value: unknown = attempt(() =>
    typeof headers?.get === 'function'
      ? headers.get(name)
      : (headers as Record<string, unknown> | undefined)?.[name],
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
  if (!/ \d\d:\d\d:\d\d /.test(text)) return undefined
  // The asctime form ends in the year and is in GMT without naming it.
  const ms = Date.parse(text.replace(/ \d{4}$/, '$& GMT')) - wallClock
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
