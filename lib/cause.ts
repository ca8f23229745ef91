import { type Conceal, show } from './text.js'

/**
 * What a caller's function threw, as the `cause` of an error: itself, so that its class and its properties can be
 * looked at; but where it holds a secret, or things that cannot be looked through, a copy of its words without.
 */
export const causeOf = (conceal: Conceal, thrown: unknown): unknown => {
  if (typeof thrown === 'string') return conceal(thrown)
  if (isInnocent(conceal, thrown, new Set())) return thrown
  if (!(thrown instanceof Error)) return new Error(show(thrown))
  const { message, stack } = thrown
  return Object.assign(new Error(conceal(message)), stack && { stack: conceal(stack) })
}

/** Whether nothing in it, however deep, is touched by `conceal`. */
const isInnocent = (conceal: Conceal, u: unknown, seen: Set<unknown>): boolean => {
  if (typeof u === 'string') return conceal(u) === u
  if (typeof u === 'function') return false
  if (typeof u !== 'object' || u === null || seen.has(u)) return true
  if (!isTransparent(u) || seen.size > 100) return false
  seen.add(u)
  return Object.entries(Object.getOwnPropertyDescriptors(u)).every(
    ([name, { value }]) => conceal(name) === name && isInnocent(conceal, value, seen),
  )
}

/** Other objects may show more than they have as properties: a `Request` its headers, for one. */
const isTransparent = (u: object): boolean =>
  u instanceof Error || Array.isArray(u) || Object.getPrototypeOf(u) === Object.prototype
