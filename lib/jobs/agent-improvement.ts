import { number } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { anything, countOrZero, orNull, text, positive } from './codecs.js'

/**
 * Improves an agent in rounds of proposals and test runs. Emits when the status, `stage` or `stage_status` changes.
 * `no_improvement` is a result, too. `cancelled` is a failure.
 *
 * The documents do not mention how long it takes. The OpenAPI document leaves the request of a start open, so the job
 * has no start. It also leaves `pending_question` and `metric_delta` open.
 */
export const agentImprovement = /* @__PURE__ */ defineJob({
  name: 'agent-improvement',
  progress: {
    path: '/observability/v1/agent-improvement-sessions/{id}/',
    ref: { id: positive },
    fields: {
      /** For example `baseline_run` or `propose`. '' before the first stage. */
      stage: text,
      /** `waiting_input` if the job waits for an answer to `pending_question`. */
      stage_status: text,
      pending_question: anything,
      /** Number of the current round. */
      iteration: countOrZero,
    },
    changes: ['stage', 'stage_status'],
  },
  statuses: {
    pending: pending(),
    running: pending(),
    succeeded: done({
      best_score: orNull(number),
      metric_delta: anything,
      /** Numbers of the test runs before and after the change. */
      baseline_result: orNull(positive),
      verify_result: orNull(positive),
    }),
    no_improvement: done(),
    failed: failed(),
    cancelled: failed(),
  },
})
