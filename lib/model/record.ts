import type { Fields } from './job.js'

/** True for an object that cannot be iterated, so that arrays, `Map` and `Headers` are no records. */
export const isRecord = (u: unknown): u is Fields =>
  typeof u === 'object' && u !== null && !(Symbol.iterator in u)

/** Reads a field, which may be inherited, but not from `Object.prototype`, because that may be polluted. */
export const ownOf = <A extends object>(given: A, name: keyof A): unknown =>
  name in Object.prototype && !Object.hasOwn(given, name) ? undefined : given[name]

/** Returns a shallow copy of the own fields, without a prototype, so that a codec reads nothing that is inherited. */
export const ownFields = (given: object): Fields => Object.assign(Object.create(null) as Fields, given)
