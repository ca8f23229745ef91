import { boolean, string, unknown } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { oneOf, open, positive } from './codecs.js'
import { request } from './request.js'

/**
 * Runs a metric on its reviewed calls. Fields of the request besides `metric_id` replace those of the metric. Emits
 * when the status changes.
 *
 * The documents do not mention how long it takes. The OpenAPI document has no schema of the response, only "completed
 * and failed counts, and the metric when finished". So each field has the type `unknown`. `completed` and `failed` come
 * from the list of MCP tools. Any other status is pending.
 */
export const runReviews = /* @__PURE__ */ defineJob({
  name: 'run-reviews',
  start: {
    path: '/test_framework/v1/metrics/{metric_id}/run_reviews/',
    request: request(
      { metric_id: positive },
      {
        /** Any text, because the list of providers changes. */
        llm_provider: string,
        evaluation_trigger: string,
        evaluation_trigger_prompt: string,
        evaluation_trigger_custom_code: string,
        trigger_type: oneOf('llm_judge', 'custom_code'),
        description: string,
        type: oneOf('basic', 'custom_prompt', 'custom_code', 'llm_judge'),
        prompt: string,
        custom_code: string,
        metric_description_program: unknown,
        metric_description_variables: unknown,
        evaluation_trigger_program: unknown,
        evaluation_trigger_variables: unknown,
        /** True to leave the results unsaved. */
        skip_save: boolean,
      },
    ),
  },
  progress: { path: '/test_framework/v1/metrics/run_reviews_progress/' },
  statuses: { completed: done(open), failed: failed(), otherwise: pending(open) },
})
