import { defineJob, done, failed, pending } from '../model/job.js'
import { id } from '../model/reference.js'
import { list, record, text, positive } from './codecs.js'
import { request } from './request.js'

/**
 * Imports an agent's configuration from its provider, stage by stage. Emits when the status or the stage changes.
 *
 * The documents define only the status of a stage. They leave open if `queued` ever occurs.
 */
export const agentImport = /* @__PURE__ */ defineJob({
  name: 'agent-import',
  start: {
    path: '/test_framework/v2/aiagents/{agent_id}/auto-fetch/',
    request: request({ agent_id: positive }),
  },
  progress: {
    path: '/test_framework/v2/aiagents/{agent_id}/auto-fetch-progress/',
    ref: { agent_id: positive, progress_id: id },
    fields: { current_stage: text, stages: list(record) },
    changes: ['current_stage'],
  },
  statuses: { queued: pending(), in_progress: pending(), completed: done(), failed: failed() },
})
