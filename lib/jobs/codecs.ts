import * as t from 'io-ts'
import type { Codecs } from '../model/job.js'

/** Codec of an id or an amount: a whole number from 1. */
export const positive: t.Type<number, unknown> = /* @__PURE__ */ t.refinement(
  t.number,
  (n) => Number.isSafeInteger(n) && n > 0,
  'positive whole number',
)

/** Codec of an index: a whole number from 0. */
export const index: t.Type<number, unknown> = /* @__PURE__ */ t.refinement(
  t.number,
  (n) => Number.isSafeInteger(n) && n >= 0,
  'whole number',
)

/** Codec of a list of whole numbers from 1. Refuses an absent list: see {@link list}. */
export const positives = /* @__PURE__ */ t.readonlyArray(positive)

/** Codec of a list of strings. Refuses an absent list: see {@link list}. */
export const strings = /* @__PURE__ */ t.readonlyArray(t.string)

const digitsToo = (number: t.Type<number, unknown>): t.Type<number, unknown> =>
  new t.Type<number, unknown>(
    number.name,
    number.is,
    (u, context) => number.validate(typeof u === 'string' && /^\d+$/.test(u) ? Number(u) : u, context),
    t.identity,
  )

/** Codec of a count: a whole number, or a string of digits, which decodes to a number. */
export const count = /* @__PURE__ */ digitsToo(index)

/** Codec that decodes an absent or null value to `fallback`. A value of another type is still an error. */
export const or = <A, const B>(codec: t.Type<A, unknown>, fallback: B): t.Type<A | B, unknown> =>
  new t.Type<A | B, unknown>(
    codec.name,
    (u): u is A | B => u === fallback || codec.is(u),
    (u, context) => (u == null ? t.success(fallback) : codec.validate(u, context)),
    t.identity,
  )

/** Codec that decodes an absent value to null. */
export const orNull = <A>(codec: t.Type<A, unknown>): t.Type<A | null, unknown> => or(codec, null)

/** Codec of a {@link count}, 0 if absent or null. */
export const countOrZero: t.Type<number, unknown> = /* @__PURE__ */ or(count, 0)

/** Codec of a string, '' if absent or null. */
export const text: t.Type<string, unknown> = /* @__PURE__ */ or(t.string, '')

/** Codec of a list, empty if absent or null. */
export const list = <A>(item: t.Type<A, unknown>): t.Type<readonly A[], unknown> =>
  or(t.readonlyArray(item), [])

/** Codec of an object whose fields are not documented, empty if absent or null. */
export const record = /* @__PURE__ */ or<OpenRecord, OpenRecord>(t.UnknownRecord, {})

type OpenRecord = Readonly<Record<string, unknown>>

/** Codec of a value whose type is not documented, null if absent. */
export const anything: t.Type<unknown, unknown> = /* @__PURE__ */ or(t.unknown, null)

/** Fields of a response that is not documented: all that came, each of the type `unknown`. */
export const open: Codecs<Record<string, unknown>> = {}

/** Codec of a string that is one of `words`. */
export const oneOf = <const W extends string>(...words: readonly W[]): t.Type<W, unknown> =>
  t.keyof(Object.fromEntries(words.map((word) => [word, null])) as Record<W, null>)

/** Codec that accepts `'all'`, and decodes other values with `codec`. */
export const orAll = <A>(codec: t.Type<A, unknown>): t.Type<A | 'all', unknown> =>
  new t.Type<A | 'all', unknown>(
    `${codec.name} | "all"`,
    (u): u is A | 'all' => u === 'all' || codec.is(u),
    (u, context) => (u === 'all' ? t.success(u) : codec.validate(u, context)),
    t.identity,
  )
