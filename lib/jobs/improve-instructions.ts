import { string } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { open, positive } from './codecs.js'
import { request } from './request.js'

/**
 * Improves the instructions of a scenario. Emits when the status changes.
 *
 * The documents do not mention how long it takes. The OpenAPI document has no schema of the response, so each field has
 * the type `unknown`. `completed` and `failed` come from the list of MCP tools. Any other status is pending.
 */
export const improveInstructions = /* @__PURE__ */ defineJob({
  name: 'improve-instructions',
  start: {
    path: '/test_framework/v1/scenarios/improve_instructions/',
    request: request({ agent: positive, extra_instructions: string }, { current_instructions: string }),
  },
  progress: { path: '/test_framework/v1/scenarios/instructions-progress/' },
  statuses: { completed: done(open), failed: failed(), otherwise: pending(open) },
})
