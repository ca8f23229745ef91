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
const byStatus = <M extends Readonly<Record<string, t.Mixed>>>(members: M) => {
  type A = { [S in keyof M]: { readonly status: S } & t.TypeOf<M[S]> }[keyof M]
  const Tagged = t.type({ status: t.keyof(members) })
  const validate: t.Validate<unknown, A> = (u, context) => {
    const tagged = Tagged.validate(u, context)
    return tagged._tag === 'Left' ? tagged : members[tagged.right.status]!.validate(u, context)
  }
  return new t.Type<A, unknown>(
    Tagged.name,
    (u): u is A => validate(u, [])._tag === 'Right',
    validate,
    t.identity,
  )
}

const nullableString = t.refinement(t.unknown, (u) => u === null || typeof u === 'string', 'string or null')

const progress = {
  queued: t.type({}),
  processing: t.type({}),
  completed: t.type({ clean_description: t.string, thinking: t.string }),
}

/** Decodes what `progress$` emits, for example from a cache or another service. */
export const ProgressCodec: t.Type<Progress, unknown> = /* @__PURE__ */ byStatus(progress)

/** Decodes an answer of the progress endpoint, a failed job among them. */
export const JobCodec: t.Type<Job, unknown> = byStatus({
  ...progress,
  failed: t.partial({ error: nullableString }),
})

/** Decodes the start request; `agent` is a whole number. */
export const CleanDescriptionRequestCodec: t.Type<CleanDescriptionRequest, unknown> = t.type({
  agent: t.refinement(t.number, Number.isSafeInteger, 'whole number'),
  metric_description: t.string,
  eval_type: t.keyof({ boolean: null, numeric: null, rating: null, enum: null }),
})

/** Decodes an answer of the start endpoint: an id is not empty. */
export const StartedCodec: t.Type<Started, unknown> = t.type({
  progress_id: t.refinement(t.string, (id) => id !== '', 'non-empty string'),
})
