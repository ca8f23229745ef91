import { attempt } from './attempt.js'
import { excerpt, show } from './text.js'

/**
 * Redacts the secrets in a text. With `length`, returns about that many characters of its beginning, and reads little
 * more.
 */
export type Conceal = (text: string, length?: number) => string

/**
 * Redacts and shortens a text to one line. Redacts before shortening, because a part of a secret would stay. Reads only as
 * much of the text as fills the line, because redacting a whole body can take seconds.
 */
export const excerptHidden = (conceal: Conceal, text: string, max = 200, length = 4 * max): string => {
  const begin = conceal(text, length)
  const isEnough = length >= text.length || excerpt(begin, Infinity).length > max
  return isEnough ? excerpt(begin, max) : excerptHidden(conceal, text, max, 4 * length)
}

/** Formats a value for a message, with secrets redacted. */
export const showHidden = (conceal: Conceal, value: unknown): string =>
  conceal(show(typeof value === 'string' ? excerptHidden(conceal, value, 60) : value))

/** Secrets of a client. */
export interface Secrets {
  /** Redacts the secrets that were added recently. */
  readonly conceal: Conceal
  /** Adds secrets. Returns a function that always redacts them, and the others that were added recently. */
  readonly add: (secrets: readonly unknown[]) => Conceal
}

/** Number of secrets that a client remembers. */
const MAX_SECRETS = 100

/**
 * Keeps the latest secrets, because a response may contain one that has been replaced since. Replaces secrets by
 * `[secret]`: in any case, in the encodings of JSON, URLs, HTML and base64, and parts that are secrets themselves. Ignores
 * values under three characters, because they occur in any text. Ignores values that are no strings.
 */
export const createSecrets = (): Secrets => {
  /** Parts of each secret, in order of their latest use. */
  const known = new Map<string, readonly Part[]>()
  const concealAnd =
    (own: readonly Part[]): Conceal =>
    (text, length = Infinity) => {
      const parts = [...own, ...[...known.values()].flat()]
      const end = length + MARGIN
      // Half of a secret may stand at the end of what was read.
      return text.length > end ? hide(parts, text.slice(0, end)).slice(0, -MARGIN) : hide(parts, text)
    }

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
      for (const oldest of known.keys()) if (known.size > MAX_SECRETS) known.delete(oldest)
      return concealAnd(own)
    },
  }
}

/** A text to redact. */
interface Part {
  readonly text: string
  /** Built at the first use, because most clients redact nothing. */
  words?: readonly string[]
  /** Built at the first use, because most texts hold no secret. */
  pattern?: RegExp
}

/** Redacts the longest part first, because the rest of it would stay otherwise. Redacts all if a pattern is too large. */
const hide = (parts: readonly Part[], text: string): string => {
  const lower = text.toLowerCase()
  return [...new Set(parts)]
    .filter((part) => mayBeIn(lower, part))
    .sort((a, b) => b.text.length - a.text.length)
    .reduce(
      (shown, part) =>
        attempt(() => shown.replace((part.pattern ??= toPattern(part.text)), '[secret]')) ?? '[secret]',
      text,
    )
}

/** False if a text lacks the longest word of each piece: letters and digits have one spelling. A pattern takes far longer. */
const mayBeIn = (lower: string, part: Part): boolean => {
  part.words ??= [...piecesOf(part.text)].map(longestWord)
  return part.words.some((word) => lower.includes(word))
}

const longestWord = (piece: string): string =>
  piece
    .split(/\W+/)
    .reduce((longest, word) => (word.length > longest.length ? word : longest))
    .toLowerCase()

/** Returns the pieces of a text and of its base64. */
const piecesOf = (text: string): ReadonlySet<string> => {
  // A run of backslashes counts as one, because the number of their doublings is unknown.
  const shortened = text.replace(/\\+/g, '\\')
  return new Set([shortened, ...inBase64(text)].flatMap(pieces))
}

const toPattern = (text: string): RegExp => {
  const longest = Math.max(1, ...(text.match(/\\+/g) ?? []).map((run) => run.length))
  const spelled = (char: string): string =>
    char === '\\' ? backslashes(longest * MAX_DOUBLINGS) : spellingsOf(char)
  return new RegExp(
    Array.from(piecesOf(text), (piece) => Array.from(piece, spelled).join('')).join('|'),
    'gi',
  )
}

/** Number of backslashes that six levels of JSON within JSON write for one. */
const MAX_DOUBLINGS = 64

/**
 * Returns the pattern of a run of backslashes in text, URLs and HTML. Its length is limited, because a match is tried from
 * each character of a run.
 */
const backslashes = (max: number): string => `(?:\\\\|%(?:25)*5c|&#0*92;|&#x0*5c;){1,${max}}`

/** Longest piece of a secret that is looked for. */
const MAX_PIECE = 256

/** Characters of a piece in its longest spelling, such as that of JSON within JSON: 16 for each character. */
const MARGIN = 16 * MAX_PIECE

/** Splits a long text into pieces of similar length, because one long pattern would overflow the stack. */
const pieces = (text: string): string[] => {
  const count = Math.ceil(text.length / MAX_PIECE)
  const length = Math.ceil(text.length / count)
  return Array.from({ length: count }, (_, n) => text.slice(n * length, (n + 1) * length))
}

/** Returns the whole value, its longer words, the text after a scheme (`Bearer <token>`) or a colon, and decoded `Basic`. */
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

/** Returns the base64 of a text for each of its three positions within a longer text. */
const inBase64 = (text: string): string[] =>
  [0, 1, 2]
    .map((before) => {
      const encoded = attempt(() => btoa('\0'.repeat(before) + text)) ?? ''
      return encoded.slice(Math.ceil((before * 4) / 3), Math.floor(((before + text.length) * 4) / 3))
    })
    .filter(isLongerThan(7))

/** Encodings in forms, and in the base64 of URLs. */
const others: Readonly<Record<string, string>> = { ' ': '\\+', '+': '-', '/': '_' }

/** Returns the pattern of a character: itself, or its encodings in JSON, nested URLs, HTML, forms and URL-safe base64. */
const spellingsOf = (char: string): string => {
  if (/\w/.test(char)) return char
  const code = char.codePointAt(0)!
  const hex = code.toString(16).padStart(2, '0')
  const alternatives = [
    `\\\\{0,3}\\${char}`,
    `\\\\u0*${hex}`,
    `%(?:25)*${hex}`,
    // Any named entity of HTML, because no other text has one in this place.
    `&(?:#0*${code}|#x0*${hex}|\\w+);`,
    others[char],
    code < 128 ? undefined : attempt(() => encodeURIComponent(char).replaceAll('%', '%(?:25)*')),
  ]
  return `(?:${alternatives.filter(Boolean).join('|')})`
}
