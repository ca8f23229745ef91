import { string, UnknownRecord } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { id } from '../model/reference.js'
import { countOrZero, oneOf, text, positive } from './codecs.js'
import { request } from './request.js'

/**
 * Fetches an agent's tools from its provider. Emits when the status changes.
 *
 * The documents do not mention how long it takes. In the OpenAPI document, the counts of tools are null until the end.
 * Null is decoded as 0.
 */
export const agentTools = /* @__PURE__ */ defineJob({
  name: 'agent-tools',
  start: {
    path: '/test_framework/v1/aiagents/{agent_id}/tools/auto-fetch/',
    request: request(
      { agent_id: positive, provider: oneOf('vapi', 'retell', 'elevenlabs', 'custom') },
      {
        /** The agent's id at the provider. */
        assistant_id: string,
        /** The provider's key. */
        api_key: string,
        /** Server of a `custom` provider. */
        mcp_server_url: string,
        mcp_server_headers: UnknownRecord,
      },
    ),
  },
  progress: {
    path: '/test_framework/v1/aiagents/{agent_id}/tools/auto-fetch-progress/',
    ref: { agent_id: positive, progress_id: id },
    fields: { message: text },
  },
  statuses: {
    in_progress: pending(),
    completed: done({ tools_created: countOrZero, tools_updated: countOrZero }),
    failed: failed(),
  },
})
