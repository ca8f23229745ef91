import { causeOf } from './cause.js'
import { ConfigError } from './errors.js'
import { type Conceal, excerpt, kindOf } from './text.js'

/** Names the option, what it was (never its value: any of them may hold a secret) and what is allowed. */
export const refuse = (option: string, value: unknown, allowed: string): ConfigError =>
  new ConfigError(`option ${option} is ${kindOf(value)}; it must be ${allowed}`, option)

export const check = (option: string, value: unknown, valid: boolean, allowed: string): void => {
  if (!valid) throw refuse(option, value, allowed)
}

/** Asks an option's function; where it throws or answers nonsense, nothing is guessed. */
export const asked = <A>(
  conceal: Conceal,
  option: string,
  answer: () => A,
  valid: (u: unknown) => boolean,
  allowed: string,
): A => {
  let value: A
  try {
    value = answer()
  } catch (cause) {
    throw new ConfigError(`option ${option}: its function threw; see cause`, option, {
      cause: causeOf(conceal, cause),
    })
  }
  if (valid(value)) return value
  throw new ConfigError(
    `option ${option}: its function returned ${kindOf(value)}; it must return ${allowed}`,
    option,
  )
}

export const isFunction = (u: unknown): boolean => typeof u === 'function'
export const isRecord = (u: unknown): u is object =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && !(Symbol.iterator in u)
export const isFinitePositive = (u: unknown): boolean => Number.isFinite(u) && (u as number) > 0

export const isDelay = (u: unknown): boolean => Number.isFinite(u) && (u as number) >= 0

/** What a header may hold: visible Latin-1, spaces and tabs. Anything else could forge another header. */
const isHeaderValue = (u: unknown): boolean => typeof u === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(u)

export const checkApiKey = (key: unknown): void =>
  check(
    'apiKey',
    key,
    isHeaderValue(key) && /\S/.test(key as string),
    'a string that is not blank, of Latin-1 characters without line breaks or control characters',
  )

/** The token of RFC 9110, section 5.6.2. */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/

export const checkHeaders = (headers: unknown): void => {
  check('headers', headers, isRecord(headers), 'a record of names to strings')
  for (const [name, value] of Object.entries(headers as object)) {
    check('headers', name, headerName.test(name), 'a record whose names are HTTP tokens')
    check(
      `headers.${name.toLowerCase()}`,
      value,
      isHeaderValue(value),
      'a string of Latin-1 characters without line breaks or control characters',
    )
  }
}

/** A name that no option has is a typo, and what it was to set would be lost. */
export const checkNames = (prefix: string, given: object, known: readonly string[]): void => {
  for (const name of Object.keys(given))
    if (!known.includes(name))
      throw new ConfigError(
        `option ${prefix}${excerpt(name, 40)} does not exist; there are ${known.join(', ')}`,
        prefix + name,
      )
}
