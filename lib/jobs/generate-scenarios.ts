import * as t from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import {
  countOrZero,
  list,
  oneOf,
  orNull,
  record,
  strings,
  text,
  wholeNumber,
  wholeNumbers,
} from './codecs.js'
import { counts, statusOfCounts } from './counts.js'
import { anyOf, request } from './request.js'

/**
 * Generates scenarios for an agent, which takes 30 to 60 seconds for ten or more. Emits when the status or a count
 * changes; `scenarios_list` grows while the job runs. A job may stay partial forever, for example at 15 of 18
 * scenarios: if it does after two minutes, unsubscribe and generate the rest with a new job.
 *
 * The OpenAPI document has the counts and no status; the guides name `pending_clarification`, `completed` and
 * `failed`. So a status that comes counts alone; if none comes, the counts imply it, and an answer without both is a
 * `DecodeError`. Any other status is pending. No document shows the question of `pending_clarification`.
 * `generation_files` is missing here, because requests are JSON.
 */
export const generateScenarios = /* @__PURE__ */ defineJob({
  name: 'generate-scenarios',
  start: {
    path: '/test_framework/v1/scenarios/generate-bg/',
    request: request(
      {
        /** From 1 to 100. */
        num_scenarios: wholeNumber,
      },
      {
        personalities: wholeNumbers,
        test_profile: wholeNumber,
        /** `workflow` by default. */
        scenario_type: oneOf('workflow', 'red_teaming_voice', 'red_teaming_text'),
        /** Attack of a red teaming scenario, for example `data_leak`. */
        attack_type: orNull(t.string),
        expected_outcome: orNull(t.string),
        extra_instructions: t.string,
        simulation_type: oneOf('instruction', 'conditional_actions'),
        inbound_phone_number: orNull(wholeNumber),
        /** At most 1000 characters; `Hello` by default. */
        first_message: t.string,
        generate_expected_outcomes: t.boolean,
        tags: strings,
        tool_ids: strings,
        folder_path: orNull(t.string),
      },
      anyOf({ agent_id: wholeNumber }, { assistant_id: t.string }),
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
    status: ({ status, ...counted }, answer) =>
      status || (counts.some((count) => answer[count] != null) ? statusOfCounts(counted) : undefined),
    changes: counts,
  },
  statuses: {
    in_progress: pending(),
    /** Answer the question by POST to `scenarios/generate-clarify-answer/`; the same reference goes on. */
    pending_clarification: pending(),
    completed: done(),
    failed: failed(),
    otherwise: pending(),
  },
})
