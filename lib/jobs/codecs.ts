import * as t from 'io-ts'
import type { Codecs } from '../model/job.js'

/** Codec of a number of a resource: a positive whole number. */
export const wholeNumber: t.Type<number, unknown> = /* @__PURE__ */ t.refinement(
  t.number,
  (n) => Number.isSafeInteger(n) && n > 0,
  'positive whole number',
)

/** Codec that decodes an absent or null value to `fallback`. A value of another type is still a fault. */
const or = <A, const B>(codec: t.Type<A, unknown>, fallback: B): t.Type<A | B, unknown> =>
  new t.Type<A | B, unknown>(
    codec.name,
    codec.is,
    (u, context) => (u == null ? t.success(fallback) : codec.validate(u, context)),
    t.identity,
  )

/** Codec of a text; '' if it is absent or null. */
export const text: t.Type<string, unknown> = /* @__PURE__ */ or(t.string, '')

/** Codec of a list; empty if it is absent or null. */
export const list = <A>(item: t.Type<A, unknown>): t.Type<readonly A[], unknown> =>
  or(t.readonlyArray(item), [])

/** Codec of an object whose fields are not documented. */
export const record: t.Type<Readonly<Record<string, unknown>>, unknown> = t.UnknownRecord

/** Codec of one word of some. */
export const oneOf = <const W extends string>(...words: readonly W[]): t.Type<W, unknown> =>
  t.keyof(Object.fromEntries(words.map((word) => [word, null])) as Record<W, null>)

/** Codec of a closed request: it needs all of `fields`. A field that it does not know is a fault, because a typo would be lost. */
export const request = <A>(fields: Codecs<A>): t.Type<A, unknown> => {
  const whole = t.type(fields as unknown as t.Props)
  const names = Object.keys(fields)
  const unknown = { name: `one of ${names.join(', ')}` } as t.Decoder<unknown, unknown>
  const validate: t.Validate<unknown, A> = (u, context) => {
    const decoded = whole.validate(u, context)
    const strange = Object.entries(Object(u) as object)
      .filter(([name]) => !names.includes(name))
      .map(([name, value]) => ({
        value: value as unknown,
        context: t.appendContext(context, name, unknown, value),
      }))
    const faults = [...(decoded._tag === 'Left' ? decoded.left : []), ...strange]
    if (decoded._tag === 'Left' || faults.length > 0) return t.failures(faults)
    return t.success(Object.fromEntries(names.map((name) => [name, decoded.right[name] as unknown])) as A)
  }
  return new t.Type('request', (u): u is A => validate(u, [])._tag === 'Right', validate, t.identity)
}
