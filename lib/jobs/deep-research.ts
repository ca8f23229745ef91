import * as t from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { anything, countOrZero, orNull, wholeNumber } from './codecs.js'
import { request } from './request.js'

/**
 * Searches a project's calls for ways in which they fail. Costs credits. Emits when the status changes;
 * `skipped_not_enough_data` is a result, too.
 *
 * The documents do not mention how long it takes. The OpenAPI document shows the request as the start's answer and,
 * in prose, the new row, whose `id` is needed; it types `failure_modes` as a string, so its type is `unknown`. If a
 * research is running already, the start's answer is its row.
 */
export const deepResearch = /* @__PURE__ */ defineJob({
  name: 'deep-research',
  start: {
    path: '/observability/v1/deep-research-insights/generate/',
    request: request(
      { project: wholeNumber },
      {
        /** From 1 to 30; 7 by default. */
        window_days: wholeNumber,
        /** ISO 8601. */
        date_from: orNull(t.string),
        date_to: orNull(t.string),
        /** From 10 to 1000; 500 by default. */
        max_calls: wholeNumber,
        /** Subject of the search, at most 2000 characters. */
        focus: t.string,
      },
    ),
  },
  progress: { path: '/observability/v1/deep-research-insights/{id}/', ref: { id: wholeNumber } },
  statuses: {
    pending: pending(),
    running: pending(),
    succeeded: done({ failure_modes: anything, num_calls_analyzed: countOrZero }),
    skipped_not_enough_data: done(),
    failed: failed(),
  },
})
