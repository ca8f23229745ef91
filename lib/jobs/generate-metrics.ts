import { readonlyArray, string, type } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { orNull, text, positive } from './codecs.js'
import { anyOf, request } from './request.js'

const suggestions = orNull(readonlyArray(type({ name: string, description: text, eval_type: text })))

/**
 * Suggests metrics for an agent. The agent's description needs at least 100 characters. Suggestions are not saved.
 * Emits when the status or `current_step` changes.
 *
 * The documents do not mention how long it takes. The documents disagree on the name of the list. The guide and an
 * OpenAPI document of April 2026 have `metrics`, the list of MCP tools has `generated_metrics`. Each is null if absent.
 * The current OpenAPI document has no schema of the response.
 */
export const generateMetrics = /* @__PURE__ */ defineJob({
  name: 'generate-metrics',
  start: {
    path: '/test_framework/v1/metrics/generate_metrics/',
    request: request(
      {},
      {
        /** Number of suggestions, from 1 to 100, by default 1. */
        num_metrics: positive,
      },
      anyOf({ agent_id: positive }, { assistant_id: string }),
    ),
  },
  progress: {
    path: '/test_framework/v1/metrics/generate_metrics_progress/',
    fields: {
      /** Text for display. */
      current_step: text,
    },
    changes: ['current_step'],
  },
  statuses: {
    queued: pending(),
    in_progress: pending(),
    completed: done({ metrics: suggestions, generated_metrics: suggestions }),
    failed: failed(),
  },
})
