import * as t from 'io-ts'
import type { Codecs, Fields } from '../model/job.js'
import { ownFields } from '../model/record.js'

/**
 * Makes the codec of a closed request, or of an object in it: required fields, optional fields, and choices of
 * {@link anyOf}. An unknown field is a fault, so that a typo is not ignored.
 */
export const request: MakeRequest = (
  required: Props,
  optional: Props = {},
  ...choices: readonly Choice<unknown>[]
) => {
  const known = Object.assign({}, required, optional, ...choices.map(({ fields }) => fields)) as Props
  const strange = nothing(`one of ${Object.keys(known).join(', ')}`)

  const validate: t.Validate<unknown, Fields> = (u, context) => {
    const given = t.UnknownRecord.validate(u, context)
    if (given._tag === 'Left') return given
    const faults: t.ValidationError[] = []
    const fields: Record<string, unknown> = {}
    const own = ownFields(given.right)
    for (const name of Object.keys({ ...known, ...own })) {
      const value = own[name]
      if (value === undefined && !Object.hasOwn(required, name)) continue
      const codec = Object.hasOwn(known, name) ? known[name]! : strange
      const decoded = codec.validate(value, t.appendContext(context, name, codec, value))
      if (decoded._tag === 'Left') faults.push(...decoded.left)
      else fields[name] = decoded.right
    }
    for (const choice of choices) faults.push(...choice.faults(own, context))
    return faults.length > 0 ? t.failures(faults) : t.success(fields)
  }
  return new t.Type(
    'object',
    (u): u is Fields => validate(u, [])._tag === 'Right',
    validate,
    t.identity,
  ) as never
}

/** Makes a choice between groups of fields. A request needs all fields of at least one group. */
export const anyOf = <const G extends readonly Props[]>(...groups: G): Choice<Group<G[number]>> => {
  const names = groups.map(Object.keys)
  const isMade = (given: Fields) => names.some((group) => group.every((name) => given[name] != null))
  const fault = (context: t.Context) => ({
    value: undefined,
    context: t.appendContext(context, names.join(' or '), nothing('at least one')),
  })
  return {
    fields: Object.assign({}, ...groups) as Props,
    faults: (given, context) => (isMade(given) ? [] : [fault(context)]),
  }
}

/** Codec that accepts nothing. */
const nothing = (name: string) => ({ name, validate: t.failure }) as unknown as t.Decoder<unknown, never>

type Props = Codecs<Record<string, unknown>>

/** A choice between groups of fields. `_A` exists only in types. */
export interface Choice<A> {
  readonly fields: Props
  /** Returns a fault at the names of all groups, `agent_id or assistant_id`, if none is complete. */
  readonly faults: (given: Fields, context: t.Context) => t.Errors
  readonly _A?: A
}

interface MakeRequest {
  <R>(required: Codecs<R>): t.Type<R, unknown>
  <R, O, const C extends readonly Choice<unknown>[] = []>(
    required: Codecs<R>,
    optional: Codecs<O>,
    ...choices: C
  ): t.Type<Flat<R & Partial<O>> & Chosen<C>, unknown>
}

/** Resolves a type, so that editors show its fields instead of the computation. */
type Flat<A> = A extends infer B ? { readonly [K in keyof B]: B[K] } : never
type Group<G> = G extends Codecs<infer A> ? { readonly [K in keyof A]: A[K] } : never
type Chosen<C> = C extends readonly [Choice<infer A>, ...infer Rest] ? A & Chosen<Rest> : unknown
