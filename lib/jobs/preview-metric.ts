import { boolean, string } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { anything, oneOf, strings, positive, positives } from './codecs.js'
import { anyOf, request } from './request.js'

const metric = request(
  {
    name: string,
    type: oneOf('basic', 'custom_prompt', 'custom_code', 'llm_judge'),
    eval_type: oneOf('binary', 'continuous_qualitative', 'numeric', 'enum'),
  },
  {
    /** By default `always`. */
    evaluation_trigger: oneOf('always', 'automatic', 'custom'),
    /** Kind of a `custom` trigger, by default `llm_judge`. */
    trigger_type: oneOf('llm_judge', 'custom_code'),
    evaluation_trigger_prompt: string,
    evaluation_trigger_custom_code: string,
    description: string,
    prompt: string,
    custom_code: string,
    enum_values: strings,
    audio_enabled: boolean,
  },
)

/**
 * Tries a metric on at most 10 calls or runs without saving it. Emits when the status changes.
 *
 * The documents do not mention how long it takes. The OpenAPI document has no schema of the response, only the words
 * "status" and "results". `completed` and `failed` come from the list of MCP tools. Any other status is pending.
 */
export const previewMetric = /* @__PURE__ */ defineJob({
  name: 'preview-metric',
  start: {
    path: '/test_framework/v1/metrics/preview/',
    request: request(
      { metric_data: metric },
      {},
      anyOf({ call_log_ids: positives }, { run_ids: positives }),
      anyOf({ agent_id: positive }, { project_id: positive }),
    ),
  },
  progress: { path: '/test_framework/v1/metrics/preview-progress/' },
  statuses: { completed: done({ results: anything }), failed: failed(), otherwise: pending() },
})
