import * as t from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { list, orNull, wholeNumber } from './codecs.js'
import { request } from './request.js'

/**
 * Loads a knowledge base again from its source. Its reference is the connector's number, so the progress is that of
 * the connector's last sync. Emits when the status changes.
 *
 * The documents do not mention how long it takes, and if the status is `pending` as soon as the start is answered: if
 * it is not, the first progress may be the end of the sync before. The OpenAPI document shows the whole connector as
 * the start's request, which cannot be right; the body is empty.
 */
export const knowledgeBaseSync = /* @__PURE__ */ defineJob({
  name: 'knowledge-base-sync',
  start: {
    path: '/test_framework/v1/knowledge-base-connectors/{connector_id}/sync/',
    request: request({ connector_id: wholeNumber }),
  },
  progress: {
    path: '/test_framework/v1/knowledge-base-connectors/{connector_id}/',
    ref: { connector_id: wholeNumber },
    fields: {
      /** ISO 8601; null before the first sync. */
      last_sync_at: orNull(t.string),
    },
    status: 'last_sync_status',
    reason: 'last_sync_error',
  },
  statuses: {
    pending: pending(),
    success: done({
      /** Numbers of the files. */
      files: list(wholeNumber),
    }),
    failed: failed(),
  },
})
