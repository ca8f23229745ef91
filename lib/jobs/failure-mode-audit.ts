import { string } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { anything, countOrZero, orNull, text, positive } from './codecs.js'
import { request } from './request.js'

/**
 * Groups the failures of a metric by their cause. Costs credits. Emits when the status changes. `skipped_no_failures`
 * is a result, too.
 *
 * The documents do not mention how long it takes. In the OpenAPI document, the start's response has the schema of the
 * request. The prose promises the new row with its `id`. The type of `failure_modes` is open.
 */
export const failureModeAudit = /* @__PURE__ */ defineJob({
  name: 'failure-mode-audit',
  start: {
    path: '/observability/v1/metric-failure-mode-insights/generate/',
    request: request(
      {
        project: positive,
        /** At most 255 characters. */
        metric_name: string,
      },
      {
        metric: orNull(positive),
        predefined_metric: orNull(positive),
        /** From 1 to 90, by default 1. */
        window_days: positive,
        /** From 1 to 500. */
        max_calls: orNull(positive),
      },
    ),
  },
  progress: { path: '/observability/v1/metric-failure-mode-insights/{id}/', ref: { id: positive } },
  statuses: {
    pending: pending(),
    running: pending(),
    succeeded: done({ headline: text, failure_modes: anything, num_calls_analyzed: countOrZero }),
    skipped_no_failures: done(),
    failed: failed(),
  },
})
