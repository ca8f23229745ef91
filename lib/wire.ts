import { isLeft } from 'fp-ts/Either'
import * as t from 'io-ts'

/*
 * What crosses the wire, as the vendor's OpenAPI documents have it: a type and its codec share a name. Fields the
 * server adds ride along, and optional ones may be null, as a Django REST service sends them.
 */

/** The job waits for a worker. */
export interface Queued {
  readonly status: 'queued'
}

/** A worker is at it. */
export interface Processing {
  readonly status: 'processing'
}

/** The job is done, and this is what it made. */
export interface Completed {
  readonly status: 'completed'
  /** The metric's description, rewritten. */
  readonly clean_description: string
  /** Why it was rewritten so. */
  readonly thinking: string
}

/** What `progress$` emits: a tagged union on `status`. A failed job is an error, never a `Progress`. */
export type Progress = Queued | Processing | Completed

/** The job failed; it reaches subscribers as a `JobFailedError`. */
export interface Failed {
  readonly status: 'failed'
  readonly error?: string | null
}

/** What the progress endpoint answers. */
export type Job = Progress | Failed

/** What the metric scores with. */
export type EvalType = 'boolean' | 'numeric' | 'rating' | 'enum'

/** What `start$` asks for. */
export interface CleanDescriptionRequest {
  /** The agent's number, a whole one. */
  readonly agent: number
  /** The description to clean up. */
  readonly metric_description: string
  readonly eval_type: EvalType
}

/** What the start endpoint answers. */
export interface Started {
  readonly progress_id: string
}

/**
 * A union told apart by `status` alone, so that a bad field is reported once, at its own path, and not once for
 * each member that it might have been. A member lists the fields beside `status`.
 */
const byStatus = <M extends Readonly<Record<string, t.Mixed>>>(name: string, members: M) => {
  type A = { [S in keyof M]: { readonly status: S } & t.TypeOf<M[S]> }[keyof M]
  const Tagged = t.type({ status: t.keyof(members) })
  const member = (status: keyof M): t.Type<A, unknown> => members[status]!
  return new t.Type<A, unknown, unknown>(
    name,
    (u): u is A => Tagged.is(u) && member(u.status).is(u),
    (u, context) => {
      const tagged = Tagged.validate(u, context)
      return isLeft(tagged) ? tagged : member(tagged.right.status).validate(u, context)
    },
    t.identity,
  )
}

const nullableString: t.Type<string | null, string | null> = new t.Type(
  'string or null',
  (u): u is string | null => u === null || typeof u === 'string',
  (u, context) => (nullableString.is(u) ? t.success(u) : t.failure(u, context)),
  t.identity,
)

const progress = {
  queued: t.type({}),
  processing: t.type({}),
  completed: t.type({ clean_description: t.string, thinking: t.string }),
}

/** Decodes what `progress$` emits, for example from a cache or another service. */
export const ProgressCodec: t.Type<Progress, unknown> = byStatus('Progress', progress)

/** Decodes an answer of the progress endpoint, a failed job among them. */
export const JobCodec: t.Type<Job, unknown> = byStatus('Job', {
  ...progress,
  failed: t.partial({ error: nullableString }),
})

/** Decodes the start request; `agent` is a whole number. */
export const CleanDescriptionRequestCodec: t.Type<CleanDescriptionRequest, unknown> = t.type(
  {
    agent: t.refinement(t.number, Number.isSafeInteger, 'whole number'),
    metric_description: t.string,
    eval_type: t.keyof({ boolean: null, numeric: null, rating: null, enum: null }),
  },
  'CleanDescriptionRequest',
)

/** Decodes an answer of the start endpoint: an id is not empty. */
export const StartedCodec: t.Type<Started, unknown> = t.type(
  { progress_id: t.refinement(t.string, (id) => id !== '', 'a non-empty string') },
  'Started',
)
