import { boolean } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { countOrZero, index, orNull, positive } from './codecs.js'
import { request } from './request.js'

/**
 * Tries to reproduce a failure with real calls, attempt by attempt. Emits when the status or `attempts_made` changes.
 * `exhausted` is a result, too, if no attempt showed the failure.
 *
 * The documents do not mention how long it takes. In the OpenAPI document, the start's response has the schema of the
 * request. The prose promises the `reproduction_session_id`.
 */
export const failureReproduction = /* @__PURE__ */ defineJob({
  name: 'failure-reproduction',
  start: {
    path: '/observability/v1/metric-failure-mode-insights/{insight_id}/reproduce/',
    request: request(
      {
        /** Number of the audit. */
        insight_id: positive,
        /** Position in the audit's `failure_modes`, from 0. */
        failure_mode_index: index,
        agent: positive,
      },
      {
        /** From 1 to 25, by default 10. */
        max_attempts: positive,
        redact_transcripts: boolean,
      },
    ),
  },
  progress: {
    path: '/observability/v1/insight-reproduction-sessions/{reproduction_session_id}/',
    ref: { reproduction_session_id: positive },
    fields: { attempts_made: countOrZero, max_attempts: countOrZero },
    changes: ['attempts_made'],
  },
  statuses: {
    pending: pending(),
    generating_scenario: pending(),
    running: pending(),
    reproduced: done({ reproducing_run: orNull(positive), reproducing_result: orNull(positive) }),
    exhausted: done(),
    failed: failed(),
  },
})
