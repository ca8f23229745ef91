/**
 * Reads a `Retry-After` header (RFC 9110, section 10.2.3). Returns milliseconds from `wallClock`, 0 for a past date, and
 * undefined for an absent or invalid header. Seconds may have fractions, because servers send them.
 */
export const retryAfter = (value: string | null | undefined, wallClock: number): number | undefined => {
  const text = String(value).trim()
  // Limited, because 400 digits would be Infinity.
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, 1e15)
  if (!/ \d\d:\d\d:\d\d /.test(text)) return undefined
  // The asctime form ends in the year and is in GMT without naming it.
  const ms = Date.parse(text.replace(/ \d{4}$/, '$& GMT')) - wallClock
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
