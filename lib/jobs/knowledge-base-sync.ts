import { string } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { list, orNull, positive } from './codecs.js'
import { request } from './request.js'

/**
 * Reloads a knowledge base from its source. Its reference is the connector's number, so the progress is that of the
 * connector's last sync. Emits when the status changes.
 *
 * The documents do not mention how long it takes. The documents leave open if the status is `pending` as soon as the
 * start responds. If it is not, the first progress may be the end of the previous sync. In the OpenAPI document, the
 * start's request is a whole connector. That seems to be a mistake, so the body is empty here.
 */
export const knowledgeBaseSync = /* @__PURE__ */ defineJob({
  name: 'knowledge-base-sync',
  start: {
    path: '/test_framework/v1/knowledge-base-connectors/{connector_id}/sync/',
    request: request({ connector_id: positive }),
  },
  progress: {
    path: '/test_framework/v1/knowledge-base-connectors/{connector_id}/',
    ref: { connector_id: positive },
    fields: {
      /** ISO 8601. Null before the first sync. */
      last_sync_at: orNull(string),
    },
    status: 'last_sync_status',
    reason: 'last_sync_error',
  },
  statuses: {
    pending: pending(),
    success: done({
      /** Numbers of the files. */
      files: list(positive),
    }),
    failed: failed(),
  },
})
