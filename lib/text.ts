/** Control and format characters, line separators and lone surrogates; the joiners of ordinary scripts and emoji pass. */
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

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
  text.replace(unprintable, (char) => {
    const hex = char.codePointAt(0)!.toString(16)
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
  })

/** One printable line of at most `max` characters. */
export const excerpt = (text: string, max = 160): string => {
  // Escapes only lengthen: what lies beyond `max` raw characters (and a little white space) never shows.
  const line = printable(
    text
      .slice(0, 4 * max)
      .replace(/\s+/g, ' ')
      .trim(),
  )
  return line.length <= max && text.length <= 4 * max
    ? line
    : line.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '') + '…'
}

/** A value as shown in a message: scalars as they are, strings quoted and cut, objects by their kind alone. */
export const show = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return `"${excerpt(value, 60)}"`
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object'
    case 'function':
      return 'a function'
    case 'bigint':
      return `${value}n`
    default:
      return String(value)
  }
}

/** What a value is, without the value: for options, any of which may hold a secret. */
export const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : value === ''
      ? 'an empty string'
      : Array.isArray(value)
        ? 'an array'
        : typeof value === 'number' && !Number.isFinite(value)
          ? String(value)
          : value === undefined
            ? 'undefined'
            : `${/^[aeiou]/.test(typeof value) ? 'an' : 'a'} ${typeof value}`

/** Replaces what must not be seen. */
export type Conceal = (text: string) => string

/**
 * Replaces secrets by `[secret]`, also where a server echoes them JSON-escaped or URL-encoded, or only the longer
 * words of them (`Bearer <token>`). Values under three characters hold no secret and would only garble; what is not
 * text holds none either.
 */
export const concealing = (secrets: readonly unknown[]): Conceal => {
  const known = secrets
    .filter((secret) => typeof secret === 'string')
    .flatMap((secret) => [
      secret,
      secret.trim(),
      ...secret.split(/[\s;,="]+/).filter((word) => word.length >= 8),
    ])
    .filter((secret) => secret.length >= 3)
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      secret.toLowerCase(),
    ])
    .sort((a, b) => b.length - a.length)
  return known.length === 0
    ? (text) => text
    : (text) => known.reduce((shown, secret) => shown.replaceAll(secret, '[secret]'), text)
}
