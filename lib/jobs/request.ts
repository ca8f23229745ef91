import * as t from 'io-ts'
import type { Codecs } from '../model/job.js'

/**
 * Makes the codec of a closed request, or of an object in it: fields that it needs, fields that it may have, and
 * choices made with `anyOf`. A field that it does not know is a fault, because a typo would be lost.
 */
export const request: MakeRequest = (
  required: Props,
  optional: Props = {},
  ...choices: readonly Choice[]
) => {
  const all = Object.assign({}, required, optional, ...choices.flat()) as Props
  const unknown = typed(`one of ${Object.keys(all).join(', ')}`)

  const validate: t.Validate<unknown, unknown> = (u, context) => {
    const given = t.UnknownRecord.validate(u, context)
    if (given._tag === 'Left') return given
    const faults: t.ValidationError[] = []
    const fields: Record<string, unknown> = {}
    const at = (name: string, type: t.Decoder<unknown, unknown>) =>
      t.appendContext(context, name, type, given.right[name])
    const refuse = (name: string, type: t.Decoder<unknown, unknown>) =>
      faults.push({ value: given.right[name], context: at(name, type) })

    for (const [name, type] of Object.entries(all)) {
      const value = given.right[name]
      if (value === undefined && !Object.hasOwn(required, name)) continue
      const decoded = type.validate(value, at(name, type))
      if (decoded._tag === 'Left') faults.push(...decoded.left)
      else fields[name] = decoded.right
    }
    for (const groups of choices) {
      const isGiven = groups.some((group) => Object.keys(group).every((name) => given.right[name] != null))
      const names = groups.map((group) => Object.keys(group).join(' with '))
      if (!isGiven) refuse(names.join(' | '), typed('one of them'))
    }
    for (const name of Object.keys(given.right)) if (!Object.hasOwn(all, name)) refuse(name, unknown)
    return faults.length > 0 ? t.failures(faults) : t.success(fields)
  }
  return new t.Type(
    'request',
    (u): u is unknown => validate(u, [])._tag === 'Right',
    validate,
    t.identity,
  ) as never
}

/** Groups of fields of which a request needs at least one, with all fields of that group. */
export const anyOf = <const G extends Choice>(...groups: G): G => groups

const typed = (name: string) => ({ name }) as t.Decoder<unknown, unknown>

type Props = Codecs<Record<string, unknown>>
type Choice = readonly Props[]

interface MakeRequest {
  <R>(required: Codecs<R>): t.Type<R, unknown>
  <R, O, const C extends readonly Choice[] = []>(
    required: Codecs<R>,
    optional: Codecs<O>,
    ...choices: C
  ): t.Type<Flat<R & Partial<O>> & Chosen<C>, unknown>
}

/** Spells a type out, so that editors show its fields and not how they were computed. */
type Flat<A> = A extends infer B ? { readonly [K in keyof B]: B[K] } : never
type Group<G> = G extends Codecs<infer A> ? { readonly [K in keyof A]: A[K] } : never
type Chosen<C> = C extends readonly [infer G extends Choice, ...infer Rest]
  ? Group<G[number]> & Chosen<Rest>
  : unknown
