import * as t from 'io-ts'
import { type Codecs, defineJob, done, failed, pending } from '../model/job.js'
import { countOrZero, oneOf, orNull, record, wholeNumber } from './codecs.js'
import { request } from './request.js'
import { agents, runOptions, scenarios } from './test-run-request.js'

/** Progress and result of a test run, besides its `status`. */
export interface TestRun {
  readonly total_runs_count: number
  /** Number of runs that have ended. */
  readonly completed_runs_count: number
  readonly success_runs_count: number
  /** Number of completed runs that failed their checks. A run that was not completed is not counted. */
  readonly failed_runs_count: number
  /** Null until the server knows it. */
  readonly success_rate: number | null
  /** The runs by their numbers, each with its own `status`. */
  readonly runs: Readonly<Record<string, unknown>>
}

const fields: Codecs<TestRun> = {
  total_runs_count: countOrZero,
  completed_runs_count: countOrZero,
  success_runs_count: countOrZero,
  failed_runs_count: countOrZero,
  success_rate: orNull(t.number),
  runs: record,
}

/**
 * Runs scenarios as voice calls. Emits when the status or `completed_runs_count` changes. `completed` means that at
 * least one run completed, not that it passed: all passed if `success_runs_count` is `total_runs_count`. `failed`,
 * `timeout` and `cancelled` are failures. `cancel$` ends the calls. The deadline is an hour, as in the vendor's
 * GitHub action, unless the options set one.
 *
 * The OpenAPI document types the counts as strings, and leaves `runs` and `failed_reasons`, the reason of a failure,
 * open. It has ten statuses, but its prose ends a test run with `completed` or `failed` alone; the vendor's GitHub
 * action names all four that end it. Any other status is pending.
 */
export const testRun = /* @__PURE__ */ defineJob({
  name: 'test-run',
  start: {
    path: '/test_framework/v1/scenarios/run_scenarios/',
    request: request(
      {},
      {
        ...runOptions,
        personality_id: orNull(wholeNumber),
        test_profile_id: orNull(wholeNumber),
        mode: oneOf('same_number', 'different_numbers'),
      },
      agents,
      scenarios,
    ),
  },
  progress: {
    path: '/test_framework/v1/results/{id}/',
    ref: { id: wholeNumber },
    fields,
    changes: ['completed_runs_count'],
    reason: 'failed_reasons',
  },
  cancel: { path: '/test_framework/v1/results/{id}/end_calls/' },
  statuses: {
    pending: pending(),
    in_queue: pending(),
    scaling_up: pending(),
    running: pending(),
    in_progress: pending(),
    evaluating: pending(),
    completed: done(),
    failed: failed(),
    timeout: failed(),
    cancelled: failed(),
    otherwise: pending(),
  },
  deadline: 3_600_000,
})
