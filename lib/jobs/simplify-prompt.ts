import { boolean, string } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { or, text, positive } from './codecs.js'
import { request } from './request.js'

/**
 * Simplifies the prompt of a metric. Emits when the status changes. `completed` has the new prompt. If the metric is
 * already optimized, the start returns the result. Then `run$` emits it and completes, and `start$` errors.
 *
 * The documents do not mention how long it takes. The OpenAPI document requires no field of the result. A result
 * without `simplified_prompt` is a `DecodeError`.
 */
export const simplifyPrompt = /* @__PURE__ */ defineJob({
  name: 'simplify-prompt',
  start: {
    path: '/test_framework/v1/metrics/simplify_prompt/',
    request: request(
      { original_prompt: string },
      {
        /** The metric, if it may have a stored result. */
        metric_id: positive,
      },
    ),
    finished: 'completed',
  },
  progress: { path: '/test_framework/v1/metrics/simplify_prompt_progress/' },
  statuses: {
    queued: pending(),
    processing: pending(),
    completed: done({
      simplified_prompt: string,
      original_prompt: text,
      /** True if the prompt needed no simplification. */
      skipped_simplification: or(boolean, false),
    }),
    failed: failed(),
  },
})
