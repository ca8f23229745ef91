import { attempt } from './attempt.js'
import { type Conceal, show } from './text.js'

/**
 * What a caller's function threw, as the `cause` of an error: itself, so that its class and its properties can be
 * looked at; but where it holds a secret, or things that cannot be looked through, a copy of its words without.
 */
export const causeOf = (conceal: Conceal, thrown: unknown): unknown => {
  if (typeof thrown === 'string') return conceal(thrown)
  const seen = new Set<unknown>()
  /** Whether nothing in it, however deep, is touched by `conceal`. */
  const isInnocent = (u: unknown): boolean => {
    if (typeof u === 'string') return conceal(u) === u
    if (Object(u) !== u || seen.has(u)) return true
    return (
      isTransparent(u as object) &&
      seen.add(u).size < 100 &&
      Reflect.ownKeys(u as object).every(
        (name) => isInnocent(name) && isInnocent(attempt(() => (u as Record<PropertyKey, unknown>)[name])),
      )
    )
  }
  if (isInnocent(thrown)) return thrown
  // Whatever a caller may have put there.
  const said: { message: unknown; stack?: unknown } =
    thrown instanceof Error ? thrown : new Error(show(thrown))
  return Object.assign(new Error(conceal(String(said.message))), { stack: conceal(String(said.stack)) })
}

/** Functions, and objects that may show more than they have as properties, are not: a `Request` shows its headers. */
const isTransparent = (u: object): boolean =>
  u instanceof Error || Array.isArray(u) || Object.getPrototypeOf(u) === Object.prototype
