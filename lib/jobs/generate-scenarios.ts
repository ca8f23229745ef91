import { boolean, string } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { countOrZero, list, oneOf, orNull, record, strings, text, positive, positives } from './codecs.js'
import { counts, statusOfCounts } from './counts.js'
import { anyOf, request } from './request.js'

/**
 * Generates scenarios for an agent. Ten or more take 30 to 60 seconds. Emits when the status or a count changes.
 * `scenarios_list` grows while the job runs. A job may stay partial forever, for example at 15 of 18 scenarios. If it
 * is partial after two minutes, unsubscribe, and generate the rest with a new job.
 *
 * The OpenAPI document has counts and no status. The guides have the statuses `pending_clarification`, `completed` and
 * `failed`. If a response has a status, the job uses it, and any other status is pending. Otherwise the counts imply
 * the status. A response with neither is a `DecodeError`. No document shows the question of `pending_clarification`. The
 * request has no `generation_files`, because JSON cannot hold files.
 */
export const generateScenarios = /* @__PURE__ */ defineJob({
  name: 'generate-scenarios',
  start: {
    path: '/test_framework/v1/scenarios/generate-bg/',
    request: request(
      {
        /** From 1 to 100. Not checked before the request. */
        num_scenarios: positive,
      },
      {
        personalities: positives,
        test_profile: positive,
        /** By default `workflow`. */
        scenario_type: oneOf('workflow', 'red_teaming_voice', 'red_teaming_text'),
        /** Attack of a red teaming scenario, for example `data_leak`. */
        attack_type: orNull(string),
        expected_outcome: orNull(string),
        extra_instructions: string,
        simulation_type: oneOf('instruction', 'conditional_actions'),
        inbound_phone_number: orNull(positive),
        /** At most 1000 characters, which is not checked before the request. By default `Hello`. */
        first_message: string,
        generate_expected_outcomes: boolean,
        tags: strings,
        tool_ids: strings,
        folder_path: orNull(string),
      },
      anyOf({ agent_id: positive }, { assistant_id: string }),
    ),
  },
  progress: {
    path: '/test_framework/v1/scenarios/generate-progress/',
    fields: {
      status: text,
      total_scenarios: countOrZero,
      completed_scenarios: countOrZero,
      failed_scenarios: countOrZero,
      scenarios_list: list(record),
    },
    // The codec of a count makes an absent one 0, so the answer itself shows if there is any.
    status: ({ status, ...counted }, answer) =>
      status || (counts.some((count) => answer[count] != null) ? statusOfCounts(counted) : undefined),
    changes: counts,
  },
  statuses: {
    in_progress: pending(),
    /** Answer the question by a POST to `scenarios/generate-clarify-answer/`. The reference stays the same. */
    pending_clarification: pending(),
    completed: done(),
    failed: failed(),
    otherwise: pending(),
  },
})
