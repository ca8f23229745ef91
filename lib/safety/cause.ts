import { platform } from '#platform'
import { attempt, isInstance } from './attempt.js'
import type { Conceal } from './secrets.js'
import { show } from './text.js'

/**
 * Returns the `cause` for a value that a caller's function threw: the value itself, so that users can inspect it. If it
 * cannot be inspected, or a logger would show a secret in it, returns a redacted copy.
 */
export const causeOf = (conceal: Conceal, thrown: unknown): unknown => {
  if (typeof thrown === 'string') return conceal(thrown)
  if (attempt(() => isInnocent(conceal, thrown, new Set()))) return thrown
  const wordsOf = (error: unknown, name: string): string =>
    conceal(attempt(() => String((error as Record<string, unknown>)[name])) ?? 'unreadable')
  const error = isError(thrown) ? thrown : new Error(show(thrown))
  return Object.assign(new Error(wordsOf(error, 'message')), { stack: wordsOf(error, 'stack') })
}

/** True for errors, including those of other realms, such as a test runner or a frame. */
const isError = (u: unknown): boolean => isInstance(u, Error) || attempt(() => tagOf(u)) === '[object Error]'

const tagOf = (u: unknown): string => Object.prototype.toString.call(u)

/** True if `conceal` changes no text that a value shows, at any depth. */
const isInnocent = (conceal: Conceal, u: unknown, seen: Set<unknown>): boolean => {
  if (Object(u) !== u) return conceal(String(u)) === String(u)
  if (seen.has(u)) return true
  const object = u as Shown
  const isPartInnocent = (part: unknown) => isInnocent(conceal, part, seen)
  return (
    isTransparent(object) &&
    seen.add(u).size < 100 &&
    [...partsOf(object), ...textsOf(object)].every(isPartInnocent)
  )
}

type Shown = Record<PropertyKey, unknown>

/** Names of the methods by which an object changes its display in an inspector. */
const inspections = ['nodejs.util.inspect.custom', 'Deno.customInspect'].map((name) => Symbol.for(name))

/**
 * False for functions, and for objects that may show more than their properties. A `Request` shows its headers, and a
 * proxy its target.
 */
const isTransparent = (object: Shown): boolean => {
  if (platform.isProxy(object)) return false
  // An inspector throws for an error whose name or message is a symbol.
  if (isError(object) && attempt(() => String(object as unknown)) === undefined) return false
  const prototype: unknown = Object.getPrototypeOf(object)
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
  return (isError(object) || Array.isArray(object) || isPlain) && !inspections.some((name) => name in object)
}

/** Returns the names and values of an object and of its classes. Loggers show the names of classes, not their methods. */
const partsOf = (object: Shown): unknown[] => {
  const parts: unknown[] = []
  for (let owner: unknown = object; owner; owner = Object.getPrototypeOf(owner)) {
    const isOwn = owner === object
    for (const name of Reflect.ownKeys(owner)) {
      const value = isOwn || name !== '__proto__' ? attempt(() => object[name]) : undefined
      parts.push(name, typeof value === 'function' && !isOwn ? value.name : value)
    }
  }
  return parts
}

/** Returns what an object becomes as text. Omits its JSON, which repeats shared parts. `partsOf` returns them once. */
const textsOf = (object: Shown): unknown[] => [
  attempt(() => (object.toString === Array.prototype.toString ? '' : String(object as unknown))),
  attempt(() => (object as object).valueOf()),
  attempt(() => (object as { toJSON(name: string): unknown }).toJSON('')),
]
