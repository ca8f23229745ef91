import { string } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { anything, countOrZero, orNull, positive } from './codecs.js'
import { request } from './request.js'

/**
 * Searches a project's calls for ways in which they fail. Costs credits. Emits when the status changes.
 * `skipped_not_enough_data` is a result, too. If a research is already running, the start returns its `id`.
 *
 * The documents do not mention how long it takes. In the OpenAPI document, the start's response has the schema of the
 * request. The prose promises the new row with its `id`. The type of `failure_modes` is a string there, and `unknown`
 * here.
 */
export const deepResearch = /* @__PURE__ */ defineJob({
  name: 'deep-research',
  start: {
    path: '/observability/v1/deep-research-insights/generate/',
    request: request(
      { project: positive },
      {
        /** From 1 to 30, by default 7. */
        window_days: positive,
        /** ISO 8601. */
        date_from: orNull(string),
        date_to: orNull(string),
        /** From 10 to 1000, by default 500. */
        max_calls: positive,
        /** Subject of the search, at most 2000 characters. */
        focus: string,
      },
    ),
  },
  progress: { path: '/observability/v1/deep-research-insights/{id}/', ref: { id: positive } },
  statuses: {
    pending: pending(),
    running: pending(),
    succeeded: done({ failure_modes: anything, num_calls_analyzed: countOrZero }),
    skipped_not_enough_data: done(),
    failed: failed(),
  },
})
