import { answer, type Example, failure, noNumbers } from './example.js'

const research = (status: string, fields: object = {}) => ({
  id: 91,
  project: 3,
  status,
  focus: '',
  num_calls_analyzed: 0,
  failure_modes: '',
  error_message: '',
  duration_seconds: null,
  ...fields,
})

const deepResearch: Example = {
  name: 'deep-research',
  start: {
    to: 'POST /observability/v1/deep-research-insights/generate/',
    bodies: {
      minimal: { project: 3 },
      full: {
        project: 3,
        window_days: 7,
        date_from: '2026-08-01T00:00:00Z',
        date_to: '2026-08-08T00:00:00Z',
        max_calls: 500,
        focus: 'Refunds',
      },
      'with nulls': { project: 3, date_from: null, date_to: null },
    },
    answer: { http: 200, body: research('pending') },
    required: ['project'],
    mistyped: { project: '3', window_days: '7', date_from: 5, date_to: 5, max_calls: '500', focus: 5 },
  },
  ref: 91,
  id: '91',
  poll: 'GET /observability/v1/deep-research-insights/91/',
  wrongRefs: noNumbers,
  word: 'status',
  pending: [answer(research('pending')), answer(research('running'))],
  done: [
    answer(
      research('succeeded', {
        num_calls_analyzed: 120,
        failure_modes: 'Refunds are refused.',
        duration_seconds: 61.5,
      }),
    ),
    answer(research('skipped_not_enough_data', { num_calls_analyzed: 2 })),
  ],
  failed: [
    failure(research('failed', { error_message: 'Out of credits.' }), 'failed', 'Out of credits.'),
    failure(research('failed'), 'failed', undefined),
  ],
  unchanged: [[answer(research('running')), answer(research('running', { num_calls_analyzed: 60 }))]],
  broken: [
    [research('completed'), 'status'],
    [research('succeeded', { num_calls_analyzed: 'many' }), 'num_calls_analyzed'],
  ],
}

const audit = (status: string, fields: object = {}) => ({
  id: 92,
  project: 3,
  metric: 12,
  predefined_metric: null,
  metric_name: 'Greeting',
  status,
  headline: '',
  num_calls_analyzed: 0,
  total_failures_in_window: 0,
  failure_modes: [],
  error_message: '',
  duration_seconds: null,
  ...fields,
})

const failureModeAudit: Example = {
  name: 'failure-mode-audit',
  start: {
    to: 'POST /observability/v1/metric-failure-mode-insights/generate/',
    bodies: {
      minimal: { project: 3, metric_name: 'Greeting' },
      full: { project: 3, metric_name: 'Greeting', metric: 12, window_days: 30, max_calls: 200 },
      'of a predefined metric, with nulls': {
        project: 3,
        metric_name: 'Latency',
        metric: null,
        predefined_metric: 4,
        max_calls: null,
      },
    },
    answer: { http: 200, body: audit('pending') },
    required: ['project', 'metric_name'],
    mistyped: {
      project: '3',
      metric_name: 5,
      metric: '12',
      predefined_metric: '4',
      window_days: '30',
      max_calls: '200',
    },
  },
  ref: 92,
  id: '92',
  poll: 'GET /observability/v1/metric-failure-mode-insights/92/',
  wrongRefs: noNumbers,
  word: 'status',
  pending: [answer(audit('pending')), answer(audit('running'))],
  done: [
    answer(
      audit('succeeded', {
        headline: 'The greeting is skipped.',
        num_calls_analyzed: 20,
        total_failures_in_window: 35,
        failure_modes: [{ title: 'Skips the greeting' }],
        duration_seconds: 12.5,
      }),
    ),
    answer(audit('skipped_no_failures')),
  ],
  failed: [
    failure(audit('failed', { error_message: 'Out of credits.' }), 'failed', 'Out of credits.'),
    failure(audit('failed'), 'failed', undefined),
  ],
  unchanged: [[answer(audit('running')), answer(audit('running', { num_calls_analyzed: 10 }))]],
  broken: [
    [audit('exhausted'), 'status'],
    [audit('succeeded', { num_calls_analyzed: 'many' }), 'num_calls_analyzed'],
  ],
}

const session = (status: string, attempts_made: number, fields: object = {}) => ({
  id: 93,
  insight: 92,
  project: 3,
  agent: 7,
  failure_mode_index: 0,
  status,
  max_attempts: 10,
  attempts_made,
  reproduced: false,
  current_result: null,
  reproducing_run: null,
  reproducing_result: null,
  error_message: '',
  ...fields,
})

const failureReproduction: Example = {
  name: 'failure-reproduction',
  start: {
    to: 'POST /observability/v1/metric-failure-mode-insights/92/reproduce/',
    inPath: { insight_id: 92 },
    bodies: {
      minimal: { failure_mode_index: 0, agent: 7 },
      full: { failure_mode_index: 2, agent: 7, max_attempts: 5, redact_transcripts: true },
    },
    answer: { http: 200, body: { reproduction_session_id: 93 } },
    required: ['insight_id', 'failure_mode_index', 'agent'],
    mistyped: {
      insight_id: '92',
      failure_mode_index: '0',
      agent: '7',
      max_attempts: '5',
      redact_transcripts: 'yes',
    },
  },
  ref: 93,
  id: '93',
  poll: 'GET /observability/v1/insight-reproduction-sessions/93/',
  wrongRefs: noNumbers,
  word: 'status',
  pending: [
    answer(session('pending', 0)),
    answer(session('generating_scenario', 0)),
    answer(session('running', 1)),
  ],
  done: [
    answer(session('reproduced', 2, { reproduced: true, reproducing_run: 21, reproducing_result: 61 })),
    answer(session('exhausted', 10)),
  ],
  failed: [
    failure(
      session('failed', 1, { error_message: 'The agent has no number.' }),
      'failed',
      'The agent has no number.',
    ),
    failure(session('failed', 0), 'failed', undefined),
  ],
  changes: [[answer(session('running', 1)), answer(session('running', 2))]],
  unchanged: [[answer(session('running', 1)), answer(session('running', 1, { current_result: 61 }))]],
  broken: [
    [session('succeeded', 1), 'status'],
    [session('running', 'one' as never), 'attempts_made'],
    [session('reproduced', 2, { reproducing_run: 'first' }), 'reproducing_run'],
  ],
}

export const insights = { deepResearch, failureModeAudit, failureReproduction }
