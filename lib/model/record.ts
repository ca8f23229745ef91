import type { Fields } from './job.js'

/** True for an object that has fields: no array, and nothing else that is iterated over. */
export const isRecord = (u: unknown): u is Fields =>
  typeof u === 'object' && u !== null && !(Symbol.iterator in u)

/** Returns undefined for a field that only a polluted `Object.prototype` has. */
export const ownOf = <A extends object>(given: A, name: keyof A): unknown =>
  name in Object.prototype && !Object.hasOwn(given, name) ? undefined : given[name]

/** Returns a copy without a prototype, so that a codec finds nothing in a polluted `Object.prototype`. */
export const ownFields = (given: object): Fields => Object.assign(Object.create(null) as Fields, given)
