import type { Fields } from './job.js'

/** True for an object that is no array and not otherwise iterable. */
export const isRecord = (u: unknown): u is Fields =>
  typeof u === 'object' && u !== null && !(Symbol.iterator in u)

/** Reads a field. Returns undefined if only a polluted `Object.prototype` has it. */
export const ownOf = <A extends object>(given: A, name: keyof A): unknown =>
  name in Object.prototype && !Object.hasOwn(given, name) ? undefined : given[name]

/** Returns a copy without a prototype, so that a codec reads no fields of a polluted `Object.prototype`. */
export const ownFields = (given: object): Fields => Object.assign(Object.create(null) as Fields, given)
