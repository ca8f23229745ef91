import { number, readonlyArray, string, UnknownRecord } from 'io-ts'
import { defineJob, done, failed, pending } from '../model/job.js'
import { oneOf, orNull, record, positive } from './codecs.js'
import { anyOf, request } from './request.js'

const message = request(
  { role: oneOf('Main Agent', 'Testing Agent', 'Function Call', 'Function Call Result') },
  {
    content: string,
    /** Seconds from the start of the call. */
    start_time: number,
    end_time: number,
    /** The function's `id`, `name`, `arguments` and `result`. */
    data: UnknownRecord,
  },
)

/**
 * Makes a scenario from the transcript of a call. Emits when the status changes.
 *
 * The documents do not mention how long it takes. The OpenAPI document requires no field of the result, so
 * `scenario_id` is null and `scenario` empty if absent. It leaves the fields of `scenario` open.
 */
export const scenarioFromTranscript = /* @__PURE__ */ defineJob({
  name: 'scenario-from-transcript',
  start: {
    path: '/test_framework/v1/scenarios/create-from-transcript-bg/',
    request: request(
      { transcript_json: readonlyArray(message) },
      {
        personality: positive,
        name: string,
        expected_outcome_prompt: string,
        folder_path: orNull(string),
      },
      anyOf({ agent: positive }, { assistant_id: string }),
    ),
  },
  progress: { path: '/test_framework/v1/scenarios/create-from-transcript-progress/' },
  statuses: {
    in_progress: pending(),
    completed: done({ scenario_id: orNull(positive), scenario: record }),
    failed: failed(),
  },
})
