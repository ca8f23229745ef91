import { isObservable } from 'rxjs'
import { causeOf } from './secrets.js'
import { ConfigError } from '../model/errors.js'
import { type Conceal, fault, kindOf } from './text.js'

/** What a value must be: as a test, and in words. */
export type Rule = readonly [valid: (u: unknown) => boolean, expected: string]

/** The rule of an option, and what is chosen where none is given. */
export type Option<A> = readonly [...Rule, standard?: A]

/** All the options that there are. */
export type Options<A> = { readonly [K in keyof A]-?: Option<A[K]> }

export const isRecord = (u: unknown): u is object =>
  typeof u === 'object' && u !== null && !(Symbol.iterator in u)
export const isPositive = (u: unknown): boolean => Number.isFinite(u) && (u as number) > 0
export const isDelay = (u: unknown): boolean => u === 0 || isPositive(u)

export const aBoolean: Rule = [(u) => typeof u === 'boolean', 'boolean']
export const aFunction: Rule = [(u) => typeof u === 'function', 'function']
export const anObservable: Rule = [isObservable, 'Observable']
export const aDelay: Rule = [isDelay, 'finite number >= 0']
export const aPositive: Rule = [isPositive, 'finite number > 0']

/** What a header may hold: visible Latin-1, spaces and tabs. Anything else could forge another header. */
const isHeaderValue = (u: unknown): boolean => typeof u === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(u)
const latin1 = 'printable Latin-1 string'

export const aKey: Rule = [(u) => isHeaderValue(u) && /\S/.test(u as string), `${latin1}, not blank`]
const aHeader: Rule = [isHeaderValue, latin1]
/** Names are tokens (RFC 9110, section 5.6.2). */
export const aRecordOfHeaders: Rule = [
  (u) => isRecord(u) && Object.keys(u).every((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)),
  'record of HTTP headers',
]

/** What may be supplied by a function; what that returns is checked when it is asked. */
export const orFunction = ([valid, expected]: Rule): Rule => [
  (u) => typeof u === 'function' || valid(u),
  `${expected}, or function`,
]

/** Passes on what may be used; else names the option, and of what it was the kind: any value may hold a secret. */
export const check = <A>(option: string, value: A, [valid, expected]: Rule | Option<A>, part = ''): A => {
  if (valid(value)) return value
  throw new ConfigError(fault(option + part, expected, kindOf(value)), option)
}

/** A copy, so that what was checked is what is sent, with names in lower case. */
export const checkedHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(check('headers', headers, aRecordOfHeaders)).map(([given, value]) => {
      const name = given.toLowerCase()
      return [name, check('headers', value, aHeader, `.${name}`)]
    }),
  )

/**
 * What is given, and what is standard where nothing is, each checked. A name that is no option is a typo, and what it
 * was to set would be lost.
 */
export const checked = <A extends object>(
  prefix: string,
  options: Options<A>,
  given: { readonly [K in keyof A]?: unknown },
): A => {
  const choose = (name: string): [string, unknown] => {
    const option: Option<unknown> = Object.hasOwn(options, name)
      ? options[name as keyof A]
      : [() => false, `one of ${Object.keys(options).join(', ')}`]
    const { [name]: value = option[2] } = given as Record<string, unknown>
    return [name, value === undefined ? value : check(prefix + name, value, option)]
  }
  return Object.fromEntries(Object.keys({ ...options, ...given }).map(choose)) as A
}

/** What a caller's function or Observable did wrong; what it threw is kept as the cause, without secrets. */
export const misbehaved = (option: string, conceal: Conceal, thrown: unknown): ConfigError =>
  thrown instanceof ConfigError
    ? thrown
    : new ConfigError(`${option} failed; see cause`, option, { cause: causeOf(conceal, thrown) })

/** Asks an option's function; where it throws or answers nonsense, nothing is guessed. */
export const asked = <A>(conceal: Conceal, option: string, answer: () => A, rule: Rule): A => {
  try {
    return check(option, answer(), rule, '()')
  } catch (thrown) {
    throw misbehaved(option, conceal, thrown)
  }
}
