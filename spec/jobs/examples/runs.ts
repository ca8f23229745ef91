import { answer, type Example, failure, noNumbers } from './example.js'

/** The server writes counts as strings; progress has numbers. */
const result = (status: string, completed: number, fields: object = {}) => {
  const rest = { id: 61, agent: 7, status, success_rate: 0, runs: { '21': { id: 21 } }, failed_reasons: null }
  const counts = {
    total_runs_count: 3,
    completed_runs_count: completed,
    success_runs_count: 0,
    failed_runs_count: 0,
  }
  const texts = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]))
  return answer({ ...rest, ...texts, ...fields }, { ...rest, ...counts, ...fields })
}

const started = {
  id: 61,
  agent: 7,
  status: 'pending',
  run_as_text: false,
  runs: [{ id: 21, status: 'pending', scenario: 3, number: '+15550100', scenario_name: 'Refund' }],
  created_at: '2026-08-18T10:00:00Z',
}

const chosen = [
  ['agent_id', 'assistant_id'],
  ['scenarios', 'tags', 'folder_path'],
]

const testRun: Example = {
  name: 'test-run',
  start: {
    to: 'POST /test_framework/v1/scenarios/run_scenarios/',
    bodies: {
      minimal: { agent_id: 7, scenarios: [3] },
      full: {
        agent_id: 7,
        scenarios: [3, 4],
        project_id: 3,
        frequency: 2,
        name: 'Nightly',
        outbound_phone_number: '+15550100',
        personality_ids: [5],
        test_profile_ids: [6],
        personality_id: 5,
        test_profile_id: 6,
        mode: 'different_numbers',
        agent_number: '+15550101',
        concurrency_limit: 4,
        mock_tool_names: ['lookup'],
      },
      'of an assistant, by tags': { assistant_id: 'asst_7', tags: ['refund'] },
      'of a folder, with nulls': {
        agent_id: 7,
        folder_path: 'refunds',
        project_id: 3,
        personality_ids: null,
        test_profile_ids: null,
        personality_id: null,
        test_profile_id: null,
      },
    },
    answer: { http: 201, body: started },
    required: [],
    mistyped: {
      agent_id: '7',
      assistant_id: 7,
      scenarios: ['3'],
      tags: 'refund',
      folder_path: 5,
      project_id: '3',
      frequency: '2',
      name: 5,
      outbound_phone_number: 15550100,
      personality_ids: 5,
      test_profile_ids: ['6'],
      personality_id: '5',
      test_profile_id: '6',
      mode: 'own',
      agent_number: 15550101,
      concurrency_limit: '4',
      mock_tool_names: 'lookup',
    },
    choices: chosen,
    incomplete: [[{ agent_id: 7, folder_path: 'refunds' }, 'project_id']],
  },
  ref: 61,
  id: '61',
  poll: 'GET /test_framework/v1/results/61/',
  cancel: 'POST /test_framework/v1/results/61/end_calls/',
  wrongRefs: noNumbers,
  word: 'status',
  pending: [
    result('pending', 0),
    result('in_queue', 0),
    result('scaling_up', 0),
    result('running', 0),
    result('in_progress', 1),
    result('evaluating', 3),
  ],
  done: [result('completed', 3, { success_rate: 66.7, ai_summary: 'Two of three succeeded.' })],
  failed: [
    failure(result('failed', 0).body, 'failed', undefined),
    failure(result('timeout', 0, { failed_reasons: 'No answer.' }).body, 'timeout', 'No answer.'),
    failure(result('cancelled', 1).body, 'cancelled', undefined),
  ],
  otherwise: result('warming_up', 0),
  changes: [[result('running', 1), result('running', 2)]],
  unchanged: [
    [result('running', 1), result('running', 1, { success_rate: 100, runs: {} })],
    [result('running', 1), answer(result('running', 1).progress)],
  ],
  deadline: 3_600_000,
  broken: [
    [{ ...result('running', 1).body, completed_runs_count: '1 of 3' }, 'completed_runs_count'],
    [{ ...result('running', 1).body, status: null }, 'status'],
  ],
}

const textTestRun: Example = {
  ...testRun,
  name: 'text-test-run',
  start: {
    to: 'POST /test_framework/v1/scenarios/run_scenarios_text/',
    bodies: {
      minimal: { agent_id: 7, scenarios: [3] },
      full: {
        agent_id: 7,
        scenarios: [3, 4],
        project_id: 3,
        frequency: 2,
        name: 'Nightly',
        websocket_url: 'wss://chat.example.com',
        websocket_headers: { 'x-team': 'red' },
        personality_ids: [5],
        test_profile_ids: [6],
        agent_number: '+15550101',
        outbound_phone_number: '+15550100',
        concurrency_limit: 4,
        mock_tool_names: ['lookup'],
      },
      'of an assistant, by tags': { assistant_id: 'asst_7', tags: ['refund'] },
      'of a folder, with nulls': {
        agent_id: 7,
        folder_path: 'refunds',
        project_id: 3,
        personality_ids: null,
        test_profile_ids: null,
      },
    },
    answer: { http: 201, body: { ...started, run_as_text: true } },
    required: [],
    mistyped: {
      agent_id: '7',
      assistant_id: 7,
      scenarios: [1.5],
      tags: [5],
      folder_path: 5,
      project_id: '3',
      frequency: '2',
      name: 5,
      websocket_url: 5,
      websocket_headers: 'x-team: red',
      personality_ids: ['5'],
      test_profile_ids: 6,
      agent_number: 15550101,
      outbound_phone_number: 15550100,
      concurrency_limit: '4',
      mock_tool_names: [5],
    },
    choices: chosen,
    incomplete: [[{ agent_id: 7, folder_path: 'refunds' }, 'project_id']],
  },
}

const turn = (status: string, message: string | null, fields: object = {}) => ({
  run_id: 21,
  result_id: 61,
  turn_id: 2,
  status,
  message,
  ended: false,
  ended_reason: null,
  ...fields,
})

const chatTurn: Example = {
  name: 'chat-turn',
  start: {
    to: 'POST /test_framework/v1/runs/21/chat/',
    inPath: { run_id: 21 },
    bodies: {
      minimal: {},
      full: { content: '-', metadata: { page: 1 }, role: 'Function Call', data: { name: 'lookup' } },
      'of text': { content: 'Hello' },
    },
    answer: { http: 202, body: { run_id: 21, result_id: 61, turn_id: 2, status: 'generating' } },
    required: ['run_id'],
    mistyped: { run_id: '21', content: 5, metadata: 'page', role: 'Caller', data: 'lookup' },
  },
  ref: { run_id: 21, turn_id: 2 },
  id: '21/2',
  poll: 'GET /test_framework/v1/runs/21/chat/2/',
  otherPolls: [[{ run_id: 21, turn_id: 0 }, 'GET /test_framework/v1/runs/21/chat/0/']],
  wrongRefs: [
    21,
    '21/2',
    null,
    {},
    { turn_id: 2 },
    { run_id: 0, turn_id: 2 },
    { run_id: 21, turn_id: -1 },
    { run_id: 21, turn_id: 0.5 },
    { run_id: 21, turn_id: '2' },
  ],
  word: 'status',
  pending: [answer(turn('generating', null))],
  done: [
    answer(turn('ready', 'How can I help?')),
    answer(turn('ready', null, { ended: true, ended_reason: 'The agent hung up.' })),
  ],
  failed: [
    failure(turn('dropped', null), 'dropped', undefined),
    failure(turn('error', null, { ended: true, ended_reason: 'It crashed.' }), 'error', 'It crashed.'),
  ],
  unchanged: [[answer(turn('generating', null)), answer(turn('generating', 'How can'))]],
  broken: [
    [turn('running', null), 'status'],
    [turn('ready', 5 as never), 'message'],
    [turn('ready', 'Yes?', { ended: 'no' }), 'ended'],
  ],
}

const call = (status: string | null, metrics: readonly object[] = []) => ({
  id: 81,
  call_id: 'call-1',
  agent: 7,
  status,
  success: null,
  evaluation: { metrics },
  error_message: null,
})
const scored = [
  { id: 12, name: 'Greeting', type: 'basic', score: 1, enum: '', value: '-', explanation: [], extra: {} },
]

const callEvaluation: Example = {
  name: 'call-evaluation',
  ref: 81,
  id: '81',
  poll: 'GET /observability/v1/call-logs/81/',
  wrongRefs: noNumbers,
  word: 'status',
  pending: [answer(call('evaluating')), answer(call(null), call('evaluating'))],
  done: [
    answer(call('success', scored)),
    answer(call('failure', scored)),
    answer(call('reviewed_success', scored)),
    answer(call('reviewed_failure', scored)),
  ],
  failed: [],
  otherwise: answer(call('warming_up')),
  unchanged: [
    [answer(call('evaluating')), answer(call(null), call('evaluating'))],
    [answer(call('evaluating')), answer(call('evaluating', scored))],
  ],
  broken: [[{ ...call(null), status: 5 }, 'status']],
}

export const runs = { testRun, textTestRun, chatTurn, callEvaluation }
