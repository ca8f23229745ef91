import { isObservable } from 'rxjs'
import { ConfigError } from '../model/errors.js'
import { isRecord, ownOf } from '../model/record.js'
import { attempt } from './attempt.js'
import { fault, kindOf } from './text.js'

/** A test of a value, and the name of the valid values. */
export interface Rule {
  /** Returns true for a valid value, false for a wrong type, otherwise the fault of the value. */
  readonly valid: (u: unknown) => boolean | string
  readonly expected: string
}

/** The rule of an option, and its default. */
export interface Option<A> extends Rule {
  readonly standard?: A | undefined
}

/** A rule for each option. */
export type Options<A> = { readonly [K in keyof A]-?: Option<A[K]> }

/** Adds a default to a rule. */
export const option = <A>(rule: Rule, standard: A): Option<A> => ({ ...rule, standard })

export const isPositive = (u: unknown): boolean => Number.isFinite(u) && (u as number) > 0
export const isDelay = (u: unknown): boolean => u === 0 || isPositive(u)

export const booleanRule: Rule = { valid: (u) => typeof u === 'boolean', expected: 'boolean' }
export const functionRule: Rule = { valid: (u) => typeof u === 'function', expected: 'function' }
export const observableRule: Rule = { valid: isObservable, expected: 'Observable' }
export const delayRule: Rule = { valid: isDelay, expected: 'finite number >= 0' }
export const positiveRule: Rule = { valid: isPositive, expected: 'finite number > 0' }

/**
 * Returns the fault of a text in a header. Accepts visible Latin-1, spaces and tabs, because other characters could
 * forge another header.
 */
const headerFault = (text: string): string | undefined => {
  if (/[\r\n]/.test(text)) return 'contains a line break'
  if (text.includes('\0')) return 'contains a NUL character'
  if (/[^\0-\xff]/.test(text)) return 'contains a character outside Latin-1'
  return /[^\t\x20-\x7e\x80-\xff]/.test(text) ? 'contains a control character' : undefined
}

/** Accepts tokens as names (RFC 9110, section 5.6.2). */
const nameFault = (name: string): string | undefined => {
  if (name === '') return 'is empty'
  const isToken = /^[\w!#$%&'*+.^`|~-]+$/.test(name)
  return headerFault(name) ?? (isToken ? undefined : 'contains a character that no header name has')
}

/** Makes a rule of values that `isKind` accepts and that have no fault. */
const ruleOf = <A>(
  expected: string,
  isKind: (u: unknown) => u is A,
  faultOf: (a: A) => string | undefined,
): Rule => ({
  valid: (u) => isKind(u) && (faultOf(u) ?? true),
  expected,
})
const isText = (u: unknown): u is string => typeof u === 'string'

export const textRule = (faultOf: (text: string) => string | undefined): Rule =>
  ruleOf('string', isText, faultOf)
const plain = 'plain object'

export const apiKeyRule = textRule((key) => {
  if (key === '') return 'is empty'
  return key.trim() === '' ? 'is blank' : headerFault(key)
})
const headerValueRule = textRule(headerFault)
export const headersRule = ruleOf(plain, isRecord, (headers) => {
  const fault = Object.keys(headers).map(nameFault).find(isText)
  return fault && `a name ${fault}`
})

/** Accepts text that a URL can hold, and finite numbers. */
export const queryRule = ruleOf(plain, isRecord, (query) => {
  const parts: unknown[] = Object.entries(query).flat()
  if (!parts.every((part) => isText(part) || Number.isFinite(part)))
    return 'contains a value that is neither a string nor a finite number'
  return parts.some((part) => /\p{Cs}/u.test(String(part))) ? 'contains half of a surrogate pair' : undefined
})

/** Accepts a function too. Its results are checked when it is called. */
export const orFunction = ({ valid, expected }: Rule): Rule => ({
  valid: (u) => typeof u === 'function' || valid(u),
  expected: `${expected}, or function`,
})

/**
 * Returns the value if it is valid.
 *
 * @throws A {@link ConfigError} with the option, and the broken rule or the value's type. It never shows the value, because
 * any value may hold a secret.
 */
export const check = <A>(option: string, value: A, { valid, expected }: Rule, part = ''): A => {
  // A caller's getter or proxy may throw.
  const verdict = attempt(() => valid(value)) ?? false
  if (verdict === true) return value
  const name = option + part
  throw new ConfigError(verdict ? `${name}: ${verdict}` : fault(name, expected, kindOf(value)), option)
}

/** Reads from a caller's object. Throws a `ConfigError` if a getter throws. */
export const read = <A>(option: string, get: () => A): A => {
  try {
    return get()
  } catch (cause) {
    throw new ConfigError(`${option} failed; see cause`, option, { cause })
  }
}

/** Returns a checked copy with names in lower case. A copy, because the caller may change its record after the check. */
export const checkedHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> => {
  const valid = check('headers', headers, headersRule)
  return Object.fromEntries(
    read('headers', () => Object.entries(valid)).map(([given, value]) => {
      const name = given.toLowerCase()
      return [name, check('headers', value, headerValueRule, `.${name}`)]
    }),
  )
}

/**
 * Returns the given values and the defaults of all others. Throws a `ConfigError` for an invalid value, and for an
 * unknown name, because a misspelled option would have no effect.
 */
export const checkOptions = <A extends object>(
  prefix: string,
  options: Options<A>,
  given: { readonly [K in keyof A]?: unknown },
): A => {
  const unknownOption: Option<never> = {
    valid: () => false,
    expected: `one of ${Object.keys(options).join(', ')}`,
  }
  const chosen: Record<string, unknown> = {}
  const names = new Set([...Object.keys(options), ...read('config', () => Object.keys(given))])
  for (const name of names as Set<keyof A & string>) {
    const option = Object.hasOwn(options, name) ? options[name] : unknownOption
    const found = read(prefix + name, () => ownOf(given, name))
    const value = found === undefined ? option.standard : found
    chosen[name] = value === undefined ? value : check(prefix + name, value, option)
  }
  return chosen as A
}
