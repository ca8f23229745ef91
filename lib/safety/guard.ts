import { ConfigError, isConfigError } from '../model/errors.js'
import { check, type Rule } from './rules.js'
import { causeOf } from './cause.js'
import type { Conceal } from './secrets.js'

/**
 * Calls an option's function and checks its result. Throws a `ConfigError` if the function throws or the result is
 * invalid.
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

/** Returns the `ConfigError` for a failed function or Observable of an option, with the failure as its redacted cause. */
export const optionError = (option: string, conceal: Conceal, thrown: unknown): ConfigError => {
  // A ConfigError with a cause comes from a transport, which cannot redact secrets.
  const isOurs = isConfigError(thrown)
  if (isOurs && thrown.cause === undefined) return thrown
  const [failed, cause] = isOurs ? [thrown.option, thrown.cause] : [option, thrown]
  return new ConfigError(`${failed} failed; see cause`, failed, { cause: causeOf(conceal, cause) })
}
