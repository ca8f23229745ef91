import { string } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { count, list, orAll, orNull, record, positive, positives } from './codecs.js'
import { counts, statusOfCounts } from './counts.js'
import { anyOf, request } from './request.js'

/**
 * Makes scenarios from recorded calls. Emits when a count changes. Responses have no status, so the counts imply it. A job
 * has ended if each scenario was made or failed: as `failed` if all failed, otherwise as `completed`.
 *
 * The documents do not mention how long it takes. The OpenAPI document requires `agent_id` or `assistant_id` only in its
 * prose. It leaves the fields of `errors` open.
 */
export const scenariosFromCalls = /* @__PURE__ */ defineJob({
  name: 'scenarios-from-calls',
  start: {
    path: '/observability/v1/call-logs/create_scenarios/',
    request: request(
      {},
      {
        /** Numbers of the calls, or `'all'`. */
        call_logs: orAll(positives),
        copy_to_agent: orNull(positive),
        /** Needed with `folder_path`. */
        project_id: positive,
        folder_path: orNull(string),
      },
      anyOf({ agent_id: positive }, { assistant_id: string }),
    ),
  },
  progress: {
    path: '/observability/v1/call-logs/create_scenarios_progress/',
    fields: {
      agent_id: positive,
      total_scenarios: count,
      completed_scenarios: count,
      failed_scenarios: count,
    },
    status: statusOfCounts,
    changes: counts,
  },
  statuses: {
    in_progress: pending(),
    completed: done({ scenarios_list: list(record), errors: list(record) }),
    failed: failed(),
  },
})
