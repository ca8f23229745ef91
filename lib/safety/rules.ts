import { isObservable } from 'rxjs'
import { ConfigError } from '../model/errors.js'
import { fault, kindOf } from './text.js'

/** A test of a value, and its meaning in words. */
export interface Rule {
  readonly valid: (u: unknown) => boolean
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

export const isRecord = (u: unknown): u is object =>
  typeof u === 'object' && u !== null && !(Symbol.iterator in u)
export const isPositive = (u: unknown): boolean => Number.isFinite(u) && (u as number) > 0
export const isDelay = (u: unknown): boolean => u === 0 || isPositive(u)

export const booleanRule: Rule = { valid: (u) => typeof u === 'boolean', expected: 'boolean' }
export const functionRule: Rule = { valid: (u) => typeof u === 'function', expected: 'function' }
export const observableRule: Rule = { valid: isObservable, expected: 'Observable' }
export const delayRule: Rule = { valid: isDelay, expected: 'finite number >= 0' }
export const positiveRule: Rule = { valid: isPositive, expected: 'finite number > 0' }

/** Accepts visible Latin-1, spaces and tabs, because other characters could forge another header. */
const isHeaderValue = (u: unknown): boolean => typeof u === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(u)
const latin1 = 'printable Latin-1 string'

export const apiKeyRule: Rule = {
  valid: (u) => isHeaderValue(u) && /\S/.test(u as string),
  expected: `${latin1}, not blank`,
}
const headerValueRule: Rule = { valid: isHeaderValue, expected: latin1 }
/** Accepts tokens as names (RFC 9110, section 5.6.2). */
export const headersRule: Rule = {
  valid: (u) => isRecord(u) && Object.keys(u).every((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)),
  expected: 'record of HTTP headers',
}

/** Accepts text that a URL can hold, and finite numbers. */
export const queryRule: Rule = {
  valid: (u) =>
    isRecord(u) &&
    Object.entries(u).every((pair: unknown[]) =>
      pair.every((part) => (typeof part === 'string' ? !/\p{Cs}/u.test(part) : Number.isFinite(part))),
    ),
  expected: 'record of strings and numbers',
}

/** Accepts a function too. Its results are checked when it is called. */
export const orFunction = ({ valid, expected }: Rule): Rule => ({
  valid: (u) => typeof u === 'function' || valid(u),
  expected: `${expected}, or function`,
})

/**
 * Returns the value if it is valid. Otherwise throws a `ConfigError` with the option and the value's type, never the
 * value, because any value may hold a secret.
 */
export const check = <A>(option: string, value: A, { valid, expected }: Rule, part = ''): A => {
  if (valid(value)) return value
  throw new ConfigError(fault(option + part, expected, kindOf(value)), option)
}

/** Returns a copy with names in lower case. A copy, because the caller may change its record after the check. */
export const checkedHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(check('headers', headers, headersRule)).map(([given, value]) => {
      const name = given.toLowerCase()
      return [name, check('headers', value, headerValueRule, `.${name}`)]
    }),
  )

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
  for (const name of Object.keys({ ...options, ...given }) as (keyof A & string)[]) {
    const option = Object.hasOwn(options, name) ? options[name] : unknownOption
    const value = given[name] === undefined ? option.standard : given[name]
    chosen[name] = value === undefined ? value : check(prefix + name, value, option)
  }
  return chosen as A
}
