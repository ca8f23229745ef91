import { defineJob } from '../model/job.js'
import { oneOf, orNull, positive } from './codecs.js'
import { request } from './request.js'
import { agents, runOptions, scenarios } from './test-run-request.js'
import { result } from './test-run-result.js'

/**
 * Runs scenarios as voice calls. Emits when the status or `completed_runs_count` changes. `completed` means that at
 * least one run completed, not that it passed. All runs passed if `success_runs_count` equals `total_runs_count`.
 * `failed`, `timeout` and `cancelled` are failures. `cancel$` ends the calls. The deadline is an hour, as in the
 * vendor's GitHub action, unless the options set one.
 *
 * The OpenAPI document types the counts as strings. It leaves `runs` open, and also `failed_reasons`, the reason of a
 * failure. It has ten statuses. In its prose, only `completed` and `failed` end a test run. In the vendor's GitHub
 * action, `timeout` and `cancelled` end it, too. Any other status is pending.
 */
export const testRun = /* @__PURE__ */ defineJob({
  name: 'test-run',
  start: {
    path: '/test_framework/v1/scenarios/run_scenarios/',
    request: request(
      {},
      {
        ...runOptions,
        personality_id: orNull(positive),
        test_profile_id: orNull(positive),
        mode: oneOf('same_number', 'different_numbers'),
      },
      agents,
      scenarios,
    ),
  },
  ...result,
})
