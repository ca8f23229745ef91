import { attempt } from './attempt.js'
import { show } from './text.js'

/** Replaces what must not be seen. */
export type Conceal = (text: string) => string

/** A value as shown in a message, without secrets: hidden before it is cut, or half of one would be left. */
export const showHidden = (conceal: Conceal, value: unknown): string =>
  conceal(show(typeof value === 'string' ? conceal(value) : value))

/** The secrets of a client. */
export interface Secrets {
  /** Hides those that were added lately. */
  readonly conceal: Conceal
  /** Adds secrets. Returns a function that hides them for ever, and the others that were added lately. */
  readonly add: (secrets: readonly unknown[]) => Conceal
}

/** Remembers the latest secrets, because a server or an option may show one that has been replaced since. */
export const createSecrets = (limit = 100): Secrets => {
  /** The parts of each secret, the oldest first. */
  const known = new Map<string, readonly Part[]>()
  const concealAnd =
    (own: readonly Part[]): Conceal =>
    (text) =>
      hide([...own, ...[...known.values()].flat()], text)

  const remember = (secret: string): readonly Part[] => {
    const parts = known.get(secret) ?? partsOf(secret).map((text) => ({ text }))
    known.delete(secret)
    known.set(secret, parts)
    return parts
  }

  return {
    conceal: concealAnd([]),
    add: (secrets) => {
      const own = secrets.filter((secret) => typeof secret === 'string').flatMap(remember)
      for (const oldest of known.keys()) if (known.size > limit) known.delete(oldest)
      return concealAnd(own)
    },
  }
}

/**
 * Replaces secrets by `[secret]`, in any case and in the spellings of JSON, URLs, HTML and base64, and the parts of
 * them that are secrets of their own. Values under three characters hold no secret and would only garble. Anything but
 * text holds none either.
 */
export const concealing = (secrets: readonly unknown[]): Conceal => createSecrets(Infinity).add(secrets)

/** A text to hide. */
interface Part {
  readonly text: string
  /** Built at the first use, because most secrets are never met. */
  pattern?: RegExp
}

/** Hides the longest first, or the rest of it would be left. Hides everything if a pattern is too large. */
const hide = (parts: readonly Part[], text: string): string =>
  [...new Set(parts)]
    .sort((a, b) => b.text.length - a.text.length)
    .reduce(
      (shown, part) =>
        attempt(() => shown.replace((part.pattern ??= toPattern(part.text)), '[secret]')) ?? '[secret]',
      text,
    )

const toPattern = (text: string): RegExp => {
  // A run of backslashes counts as one, because the number of their doublings is unknown.
  const shortened = text.replace(/\\+/g, '\\')
  const longest = Math.max(1, ...(text.match(/\\+/g) ?? []).map((run) => run.length))
  const spelled = (char: string): string =>
    char === '\\' ? backslashes(longest * MAX_DOUBLINGS) : spellingsOf(char)
  const alternatives = new Set([shortened, ...inBase64(text)].flatMap(pieces))
  return new RegExp(Array.from(alternatives, (piece) => Array.from(piece, spelled).join('')).join('|'), 'gi')
}

/** JSON within JSON, six levels deep, writes one backslash as so many. */
const MAX_DOUBLINGS = 64

/** Pattern of a run of backslashes, as text, URLs and HTML write it. Limited, because a run is followed from each of its characters. */
const backslashes = (max: number): string => `(?:\\\\|%(?:25)*5c|&#0*92;|&#x0*5c;){1,${max}}`

/** Cuts a long text into pieces of similar length, because one long pattern would overflow the stack. */
const pieces = (text: string): string[] => {
  const length = Math.ceil(text.length / Math.ceil(text.length / 256))
  return text.match(new RegExp(`[^]{1,${length}}`, 'g'))!
}

/** The whole value, its longer words, what follows a scheme (`Bearer <token>`) or a colon, and a decoded `Basic`. */
const partsOf = (value: string): string[] => {
  const whole = value.trim()
  const credentials = after(' ', whole)
  const decoded = /^basic /i.test(whole) ? (attempt(() => atob(credentials)) ?? '') : ''
  return [
    ...[whole].filter(isLongerThan(2)),
    ...whole.split(/[\s;,="]+/).filter(isLongerThan(7)),
    ...[credentials, after(':', whole), decoded, after(':', decoded)].filter(isLongerThan(3)),
  ]
}

const isLongerThan = (length: number) => (text: string) => text.length > length

const after = (mark: string, text: string): string =>
  text.includes(mark) ? text.slice(text.indexOf(mark) + 1).trim() : ''

/** The characters that stand for a text within base64, for each of the three positions where it may begin. */
const inBase64 = (text: string): string[] =>
  [0, 1, 2]
    .map((before) => {
      const encoded = attempt(() => btoa('\0'.repeat(before) + text)) ?? ''
      return encoded.slice(Math.ceil((before * 4) / 3), Math.floor(((before + text.length) * 4) / 3))
    })
    .filter(isLongerThan(7))

/** Other spellings in forms, and in the base64 of URLs. */
const others: Readonly<Record<string, string>> = { ' ': '\\+', '+': '-', '/': '_' }

/** Special characters as they are, or as JSON, URLs (within URLs too), HTML, forms and the base64 of URLs write them. */
const spellingsOf = (char: string): string => {
  if (/\w/.test(char)) return char
  const code = char.codePointAt(0)!
  const hex = code.toString(16).padStart(2, '0')
  const alternatives = [
    `\\\\{0,3}\\${char}`,
    `\\\\u0*${hex}`,
    `%(?:25)*${hex}`,
    // Any name of HTML, because no other text has one in this place.
    `&(?:#0*${code}|#x0*${hex}|\\w+);`,
    others[char],
    code < 128 ? undefined : attempt(() => encodeURIComponent(char).replaceAll('%', '%(?:25)*')),
  ]
  return `(?:${alternatives.filter(Boolean).join('|')})`
}
