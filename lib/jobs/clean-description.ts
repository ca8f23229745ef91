import { string } from 'io-ts'
import { progressCodec } from '../model/answer.js'
import { defineJob, done, failed, pending, type ProgressOf } from '../model/job.js'
import { oneOf, text, positive } from './codecs.js'
import { request } from './request.js'

/** Request of a clean-description job. */
export interface CleanDescriptionRequest {
  /** The agent's number. */
  readonly agent: number
  /** The description to rewrite. */
  readonly metric_description: string
  /** The kind of value that the metric scores with. */
  readonly eval_type: EvalType
}

/** Kind of value that a metric scores with. */
export type EvalType = 'boolean' | 'numeric' | 'rating' | 'enum'

/** Result of a clean-description job. */
export interface CleanDescription {
  /** The metric's description, rewritten. */
  readonly clean_description: string
  /** Reasons for the changes. '' if the server gave none. */
  readonly thinking: string
}

/** Codec of a {@link CleanDescriptionRequest}. */
export const CleanDescriptionRequestCodec = /* @__PURE__ */ request<CleanDescriptionRequest>({
  agent: positive,
  metric_description: string,
  eval_type: /* @__PURE__ */ oneOf('boolean', 'numeric', 'rating', 'enum'),
})

/**
 * Rewrites the description of a metric. The status is `queued` until a worker takes the job, then `processing`.
 * `completed` has the new description, `failed` the server's reason.
 */
export const cleanDescription = /* @__PURE__ */ defineJob({
  name: 'clean-description',
  start: {
    path: '/test_framework/v1/metrics/generate_clean_description_bg/',
    request: CleanDescriptionRequestCodec,
  },
  progress: { path: '/test_framework/v1/metrics/generate_clean_description_progress/' },
  statuses: {
    queued: pending(),
    processing: pending(),
    completed: done<CleanDescription>({ clean_description: string, thinking: text }),
    failed: failed(),
  },
})

/** Progress of a clean-description job: a union on `status`. A failed job is an error, never a value. */
export type Progress = ProgressOf<typeof cleanDescription>

/** Codec of {@link Progress}, for example from a cache or another service. */
export const ProgressCodec = /* @__PURE__ */ progressCodec(cleanDescription)

/** The last progress of a clean-description job, with its result. */
export type Completed = Extract<Progress, { status: 'completed' }>
