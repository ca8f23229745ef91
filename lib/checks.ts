import { causeOf } from './cause.js'
import { ConfigError } from './errors.js'
import { type Conceal, excerpt, kindOf } from './text.js'

/** What a value must be: as a test, and in words. */
export type Rule = readonly [valid: (u: unknown) => boolean, allowed: string]

export const isFunction = (u: unknown): boolean => typeof u === 'function'
export const isRecord = (u: unknown): u is object =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && !(Symbol.iterator in u)
export const isPositive = (u: unknown): boolean => Number.isFinite(u) && (u as number) > 0
export const isDelay = (u: unknown): boolean => u === 0 || isPositive(u)

export const aBoolean: Rule = [(u) => typeof u === 'boolean', 'a boolean']
export const aDelay: Rule = [isDelay, 'finite ms >= 0']

/** What a header may hold: visible Latin-1, spaces and tabs. Anything else could forge another header. */
const isHeaderValue = (u: unknown): boolean => typeof u === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(u)
const latin1 = 'of Latin-1 characters without line breaks or control characters'

export const aKey: Rule = [
  (u) => isHeaderValue(u) && /\S/.test(u as string),
  `a string that is not blank, ${latin1}`,
]
export const aRecordOfStrings: Rule = [isRecord, 'a record of names to strings']
const aHeader: Rule = [isHeaderValue, `a string ${latin1}`]
/** The token of RFC 9110, section 5.6.2. */
const aHeaderName: Rule = [
  (u) => /^[\w!#$%&'*+.^`|~-]+$/.test(u as string),
  'a record whose names are HTTP tokens',
]

/** What may be supplied by a function; what that returns is checked when it is asked. */
export const orFunction = ([valid, allowed]: Rule): Rule => [(u) => isFunction(u) || valid(u), allowed]

/** Names the option, what it was (never its value: any of them may hold a secret) and what is allowed. */
export const refuse = (option: string, value: unknown, allowed: string): ConfigError =>
  new ConfigError(`option ${option} is ${kindOf(value)}; it must be ${allowed}`, option)

export const check = (option: string, value: unknown, [valid, allowed]: Rule): void => {
  if (!valid(value)) throw refuse(option, value, allowed)
}

export const checkHeaders = (headers: unknown): void => {
  check('headers', headers, aRecordOfStrings)
  for (const [name, value] of Object.entries(headers as object)) {
    check('headers', name, aHeaderName)
    check(`headers.${name.toLowerCase()}`, value, aHeader)
  }
}

/**
 * The options that are given over those that are not, each checked. A name that has no rule is a typo, and what it
 * was to set would be lost.
 */
export const checked = <A extends object>(
  prefix: string,
  rules: { readonly [K in keyof A]-?: Rule },
  defaults: A,
  given: A,
): A => {
  const chosen = { ...defaults } as Record<string, unknown>
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, name))
      throw new ConfigError(
        `option ${prefix}${excerpt(name, 40)} does not exist; there are ${Object.keys(rules).join(', ')}`,
        prefix + name,
      )
    if (value === undefined) continue
    check(prefix + name, value, rules[name as keyof A])
    chosen[name] = value
  }
  return chosen as A
}

/** What a caller's function or Observable did wrong; what it threw is kept as the cause, without secrets. */
export const misbehaved = (option: string, what: string, conceal: Conceal, thrown: unknown): ConfigError =>
  new ConfigError(`option ${option}: ${what}`, option, { cause: causeOf(conceal, thrown) })

/** Asks an option's function; where it throws or answers nonsense, nothing is guessed. */
export const asked = <A>(conceal: Conceal, option: string, answer: () => A, [valid, allowed]: Rule): A => {
  let value: A
  try {
    value = answer()
  } catch (thrown) {
    throw misbehaved(option, 'its function threw; see cause', conceal, thrown)
  }
  if (valid(value)) return value
  throw new ConfigError(
    `option ${option}: its function returned ${kindOf(value)}; it must return ${allowed}`,
    option,
  )
}
