import { platform } from '#platform'
import { attempt, isInstance } from './attempt.js'
import type { Conceal } from './secrets.js'
import { show } from './text.js'

/**
 * Returns what a caller's function threw, as the `cause` of an error: itself, so that its class and its properties can
 * be looked at. If a person or a logger would see a secret in it, or if it cannot be looked through, a copy of its words.
 */
export const causeOf = (conceal: Conceal, thrown: unknown): unknown => {
  if (typeof thrown === 'string') return conceal(thrown)
  if (attempt(() => isInnocent(conceal, thrown, new Set()))) return thrown
  const wordsOf = (error: unknown, name: string): string =>
    conceal(attempt(() => String((error as Record<string, unknown>)[name])) ?? 'unreadable')
  const said = isError(thrown) ? thrown : new Error(show(thrown))
  return Object.assign(new Error(wordsOf(said, 'message')), { stack: wordsOf(said, 'stack') })
}

/** True for errors of other realms too, such as those of a test runner or a frame. */
const isError = (u: unknown): boolean => isInstance(u, Error) || attempt(() => tagOf(u)) === '[object Error]'

const tagOf = (u: unknown): string => Object.prototype.toString.call(u)

/** True if `conceal` touches nothing that is seen of a value, however deep. */
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

/** Objects with one of these choose what an inspector shows. */
const inspections = ['nodejs.util.inspect.custom', 'Deno.customInspect'].map((name) => Symbol.for(name))

/** False for functions, and for objects that may show more than their properties: a `Request` shows its headers, a proxy its target. */
const isTransparent = (object: Shown): boolean => {
  if (platform.isProxy(object)) return false
  const prototype: unknown = Object.getPrototypeOf(object)
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
  return (isError(object) || Array.isArray(object) || isPlain) && !inspections.some((name) => name in object)
}

/** The names and values of an object and of its classes. Loggers show no methods of classes, but the names of classes. */
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

const textsOf = (object: unknown): unknown[] => [
  attempt(() => String(object)),
  attempt(() => String((object as { valueOf(): unknown }).valueOf())),
  attempt(() => JSON.stringify(object)),
]
