import { number } from 'io-ts'
import { type Codecs, done, failed, pending } from '../model/job.js'
import { countOrZero, orNull, record, positive } from './codecs.js'

/** Fields of a test run's progress and result, without `status`. */
export interface TestRun {
  readonly total_runs_count: number
  /** Number of completed runs. Not documented for a run that timed out or was cancelled. */
  readonly completed_runs_count: number
  readonly success_runs_count: number
  /** Number of completed runs that failed their checks. No other run counts. */
  readonly failed_runs_count: number
  /** Null until the server has it. */
  readonly success_rate: number | null
  /** Runs by their numbers, each with its own `status`. */
  readonly runs: Readonly<Record<string, unknown>>
}

const fields: Codecs<TestRun> = {
  total_runs_count: countOrZero,
  completed_runs_count: countOrZero,
  success_runs_count: countOrZero,
  failed_runs_count: countOrZero,
  success_rate: orNull(number),
  runs: record,
}

/** Definition that both test runs share: all but the name and the start. */
export const result = {
  progress: {
    path: '/test_framework/v1/results/{id}/',
    ref: { id: positive },
    fields,
    changes: ['completed_runs_count'] as const,
    reason: 'failed_reasons',
  },
  cancel: { path: '/test_framework/v1/results/{id}/end_calls/' },
  statuses: {
    pending: /* @__PURE__ */ pending(),
    in_queue: /* @__PURE__ */ pending(),
    scaling_up: /* @__PURE__ */ pending(),
    running: /* @__PURE__ */ pending(),
    in_progress: /* @__PURE__ */ pending(),
    evaluating: /* @__PURE__ */ pending(),
    completed: /* @__PURE__ */ done(),
    failed: /* @__PURE__ */ failed(),
    timeout: /* @__PURE__ */ failed(),
    cancelled: /* @__PURE__ */ failed(),
    otherwise: /* @__PURE__ */ pending(),
  },
  deadline: 3_600_000,
}
