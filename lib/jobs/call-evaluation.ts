import { boolean, string } from 'io-ts'
import { defineJob, done, pending } from '../model/job.js'
import { orNull, record, text, positive } from './codecs.js'

/**
 * Evaluates a recorded call. The evaluation starts when the call is sent to the API, so the job has no start. It
 * takes about 30 to 60 seconds. Emits when the status changes. Each verdict on the call is a result, even `failure`,
 * so no status is a failed job.
 *
 * The OpenAPI document has the four verdicts as statuses, and `evaluating` only in prose. A status that is absent,
 * null or '' is `evaluating`. Any other status is pending.
 */
export const callEvaluation = /* @__PURE__ */ defineJob({
  name: 'call-evaluation',
  progress: {
    path: '/observability/v1/call-logs/{id}/',
    ref: { id: positive },
    fields: {
      status: text,
      /** Has the scores in `metrics`. Empty until they are known. */
      evaluation: record,
      success: orNull(boolean),
      error_message: orNull(string),
    },
    status: ({ status }) => status || 'evaluating',
  },
  statuses: {
    evaluating: pending(),
    success: done(),
    failure: done(),
    reviewed_success: done(),
    reviewed_failure: done(),
    otherwise: pending(),
  },
})
