import { ConfigError } from '../model/errors.js'
import { check, type Rule } from './rules.js'
import { causeOf, type Conceal } from './secrets.js'

/**
 * Calls a function that is an option, with its argument, and checks the result. Throws a `ConfigError` if the function
 * throws or the result is invalid.
 */
export const callOption = <A, B>(
  conceal: Conceal,
  option: string,
  rule: Rule,
  call: (argument: A) => B,
  argument: A,
): B => {
  try {
    return check(option, call(argument), rule, '()')
  } catch (thrown) {
    throw optionError(option, conceal, thrown)
  }
}

/** Returns a `ConfigError` for an option's function or Observable that failed, with the failure as its redacted cause. */
export const optionError = (option: string, conceal: Conceal, thrown: unknown): ConfigError =>
  thrown instanceof ConfigError
    ? thrown
    : new ConfigError(`${option} failed; see cause`, option, { cause: causeOf(conceal, thrown) })
