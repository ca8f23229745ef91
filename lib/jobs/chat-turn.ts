import { boolean, string, UnknownRecord } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { index, oneOf, orNull, positive } from './codecs.js'
import { request } from './request.js'

/**
 * Sends a chat message to the testing agent of a run, and waits for the reply. Turn 0 is the opening line. Emits when
 * the status changes. `dropped` is a failure, because a newer turn replaced this one.
 *
 * The documents do not mention how long a turn takes. A run lives for at most an hour. Start a turn while the run's
 * status is `in_progress`. Otherwise the server responds with 409. The OpenAPI document has the statuses only in prose.
 */
export const chatTurn = /* @__PURE__ */ defineJob({
  name: 'chat-turn',
  start: {
    path: '/test_framework/v1/runs/{run_id}/chat/',
    request: request(
      { run_id: positive },
      {
        content: string,
        metadata: UnknownRecord,
        /** Role of a message without text. Its `data` is a function call or the result of one. */
        role: oneOf('Function Call', 'Function Call Result'),
        data: UnknownRecord,
      },
    ),
  },
  progress: {
    path: '/test_framework/v1/runs/{run_id}/chat/{turn_id}/',
    ref: { run_id: positive, turn_id: index },
    fields: {
      /** The testing agent's reply. */
      message: orNull(string),
      /** True if the chat is over. */
      ended: boolean,
      ended_reason: orNull(string),
    },
    reason: 'ended_reason',
  },
  statuses: { generating: pending(), ready: done(), dropped: failed(), error: failed() },
})
