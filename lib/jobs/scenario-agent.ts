import { boolean, readonlyArray, record as recordOf, string, union, UnknownRecord } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { oneOf, orAll, orNull, record, strings, text, positive, positives } from './codecs.js'
import { request } from './request.js'

const records = readonlyArray(UnknownRecord)
const messages = readonlyArray(request({ role: oneOf('user', 'assistant'), content: string }))

const ended = {
  /** Pass it to the next start to continue the conversation. */
  session_id: orNull(positive),
  /** Proposed scenarios, or the question to answer. Its fields are not documented. */
  result: record,
}

/**
 * Refines scenarios by conversation. Emits when the status changes. `needs_clarification` and
 * `needs_agent_clarification` complete the stream. Answer with a new start that has the `session_id`, and for the
 * latter also `agent_selections`. `cancelled` is a failure.
 *
 * The documents do not mention how long it takes. The OpenAPI document leaves the fields of `result` open.
 */
export const scenarioAgent = /* @__PURE__ */ defineJob({
  name: 'scenario-agent',
  start: {
    path: '/test_framework/v1/scenarios/scenario-agent/',
    request: request(
      {},
      {
        user_message: string,
        agent_id: orNull(positive),
        project_id: orNull(positive),
        session_id: orNull(positive),
        context: orNull(messages),
        /** At least 1, by default 1. */
        num_scenarios: positive,
        knowledge_base: positives,
        /** Scenarios to refine. */
        scenarios: orNull(orAll(union([positive, positives]))),
        apply_changes: boolean,
        updated_scenarios: records,
        /** Ids of the agents, by the ids of their scenarios. */
        agent_selections: recordOf(string, positive),
        agent_resolution_response: string,
        scenarios_needing_agent: positives,
        pending_tool_calls: orNull(records),
        tool_ids: strings,
        inbound_phone_numbers: positives,
      },
    ),
  },
  progress: {
    path: '/test_framework/v1/scenarios/scenario-agent-progress/',
    fields: {
      /** `clarify` or `improve`. */
      mode: text,
    },
  },
  statuses: {
    in_progress: pending(),
    completed: done(ended),
    needs_clarification: done(ended),
    needs_agent_clarification: done(ended),
    failed: failed(),
    cancelled: failed(),
  },
})
