import { ConfigError } from '../model/errors.js'
import { check, type Rule } from './rules.js'
import { causeOf } from './cause.js'
import type { Conceal } from './secrets.js'

/**
 * Calls a function that is an option, and checks the result. Throws a `ConfigError` if the function throws or the
 * result is invalid.
 */
export const callOption = <A>(conceal: Conceal, option: string, call: () => A, rule: Rule): A => {
  try {
    return check(option, call(), rule, '()')
  } catch (thrown) {
    throw optionError(option, conceal, thrown)
  }
}

/** Returns a `ConfigError` for an option's function or Observable that failed, with the failure as its redacted cause. */
export const optionError = (option: string, conceal: Conceal, thrown: unknown): ConfigError =>
  thrown instanceof ConfigError
    ? thrown
    : new ConfigError(`${option} failed; see cause`, option, { cause: causeOf(conceal, thrown) })
