import type { About } from '../model/errors.js'

/** Control and format characters, line separators and lone surrogates; the joiners of ordinary scripts and emoji pass. */
const unprintable = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * Text of unknown origin made safe to print on one line of a terminal or a log: control characters, terminal
 * escapes, bidi overrides, line separators and lone surrogates come out as `\uXXXX`.
 *
 * @example
 * ```ts
 * import { printable } from 'rx-cekura'
 *
 * console.log(printable('red \u001b[31malert')) // red \u001b[31malert, with the escape visible
 * ```
 */
export const printable = (text: string): string =>
  text.replace(unprintable, (char) => `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`)

/** One printable line of at most `max` characters. */
export const excerpt = (text: string, max = 200): string => {
  // One more than may be shown tells that there is more; escapes only lengthen.
  const line = printable(
    text
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, max + 1),
  )
  return line.length > max ? line.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '') + '…' : line
}

/** What a value is, without the value: for options, any of which may hold a secret. */
export const kindOf = (value: unknown): string => {
  if (value === '') return 'empty string'
  if (value == null || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  return Array.isArray(value) ? 'array' : typeof value
}

/** A value as shown in a message: strings quoted and cut, numbers as they are, others by their kind alone. */
export const show = (value: unknown): string => {
  if (typeof value === 'string') return `"${excerpt(value, 60)}"`
  return typeof value === 'number' ? String(value) : kindOf(value)
}

/** Subject of a request: the progress of a job, its start or its cancellation. */
export interface Topic extends About {
  readonly what: string
}

/** A request in messages: `progress of test-run "4711"`. Built for errors only, because most requests have none. */
export const wordsOf = (topic: Topic): string => `${topic.what} of ${nameOf(topic)}`

/** A job in messages: `test-run "4711"`, or `test-run` before it has a reference. */
export const nameOf = ({ job, progressId }: About): string =>
  progressId === undefined ? job : `${job} ${show(progressId)}`

/** What is wrong, and where, in the words of all errors. */
export const fault = (path: string, expected: string, got: string): string =>
  `${path}: expected ${expected}, got ${got}`
