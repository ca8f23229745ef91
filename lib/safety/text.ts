import type { About } from '../model/errors.js'
import { attempt } from './attempt.js'

/** Control and format characters, line separators and lone surrogates. Not the joiners, which scripts and emoji need. */
const unprintable = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * Makes text of unknown origin safe to print on one line of a terminal or a log. Replaces control characters, terminal
 * escapes, bidi overrides, line separators and lone surrogates by `\uXXXX`.
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

/** Shortens a text to one printable line of at most `max` characters. */
export const excerpt = (text: string, max = 200): string => {
  // One character more than `max` shows that the text is longer. Escapes only lengthen it.
  const line = printable(
    text
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, max + 1),
  )
  return line.length > max ? line.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '') + '…' : line
}

/** Returns the type of a value without the value, because any option may hold a secret. */
export const kindOf = (value: unknown): string => {
  if (value === '') return 'empty string'
  if (typeof value === 'string') return value.trim() === '' ? 'blank string' : 'string'
  if (value == null || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  // A revoked proxy throws.
  return attempt(() => Array.isArray(value)) ? 'array' : typeof value
}

/** Formats a value for a message: a quoted and shortened string, a number, or the type of any other value. */
export const show = (value: unknown): string => {
  if (typeof value === 'string') return `"${excerpt(value, 60)}"`
  return typeof value === 'number' ? String(value) : kindOf(value)
}

/** Subject of a request: the progress of a job, its start or its cancellation. */
export interface Topic extends About {
  readonly what: string
}

/** Formats a request for messages: `progress of test-run "4711"`. Called for errors only, because most requests have none. */
export const wordsOf = (topic: Topic): string => `${topic.what} of ${nameOf(topic)}`

/** Formats a job for messages: `test-run "4711"`, or `test-run` before it has a reference. */
export const nameOf = ({ job, progressId }: About): string =>
  progressId === undefined ? job : `${job} ${show(progressId)}`

/** Formats a fault for messages. */
export const fault = (path: string, expected: string, got: string): string =>
  `${path}: expected ${expected}, got ${got}`
