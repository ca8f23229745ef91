import { answer, type Example, failure, noIds } from './example.js'

const counts = (total_scenarios: number, completed_scenarios: number, failed_scenarios: number) => ({
  total_scenarios,
  completed_scenarios,
  failed_scenarios,
})
const texts = (total: string, completed: string, failed: string) => ({
  total_scenarios: total,
  completed_scenarios: completed,
  failed_scenarios: failed,
})

const made = { scenarios_list: [{ id: 3, name: 'Asks for a refund', agent: 7, tags: ['refund'] }] }

const generating = (status: string, total: number, completed: number, failed: number) =>
  answer({ status, ...counts(total, completed, failed), scenarios_list: [] })

const generateScenarios: Example = {
  name: 'generate-scenarios',
  start: {
    to: 'POST /test_framework/v1/scenarios/generate-bg/',
    bodies: {
      minimal: { agent_id: 7, num_scenarios: 3 },
      full: {
        agent_id: 7,
        num_scenarios: 3,
        personalities: [5],
        test_profile: 6,
        scenario_type: 'red_teaming_voice',
        attack_type: 'data_leak',
        expected_outcome: 'The agent refuses.',
        extra_instructions: 'Be brief.',
        simulation_type: 'instruction',
        inbound_phone_number: 8,
        first_message: 'Hello',
        generate_expected_outcomes: true,
        tags: ['refund'],
        tool_ids: ['TOOL_DTMF'],
        folder_path: 'refunds.new',
      },
      'of an assistant, with nulls': {
        assistant_id: 'asst_7',
        num_scenarios: 3,
        attack_type: null,
        expected_outcome: null,
        inbound_phone_number: null,
        folder_path: null,
      },
    },
    answer: { http: 200, body: { progress_id: 'abc', session_id: null } },
    required: ['num_scenarios'],
    mistyped: {
      agent_id: '7',
      assistant_id: 7,
      num_scenarios: '3',
      personalities: 5,
      test_profile: '6',
      scenario_type: 'own',
      attack_type: 5,
      expected_outcome: 5,
      extra_instructions: 5,
      simulation_type: 'own',
      inbound_phone_number: '8',
      first_message: 5,
      generate_expected_outcomes: 'yes',
      tags: 'refund',
      tool_ids: [5],
      folder_path: 5,
    },
    choices: [['agent_id', 'assistant_id']],
  },
  ref: 'abc',
  id: 'abc',
  poll: 'GET /test_framework/v1/scenarios/generate-progress/?progress_id=abc',
  wrongRefs: noIds,
  word: 'status',
  pending: [
    answer(counts(0, 0, 0), { status: 'in_progress', ...counts(0, 0, 0), scenarios_list: [] }),
    answer({ ...counts(3, 1, 1), ...made }, { status: 'in_progress', ...counts(3, 1, 1), ...made }),
    generating('in_progress', 3, 3, 0),
    generating('pending_clarification', 3, 1, 0),
  ],
  done: [
    answer({ ...counts(3, 3, 0), ...made }, { status: 'completed', ...counts(3, 3, 0), ...made }),
    answer({ ...counts(3, 1, 2), ...made }, { status: 'completed', ...counts(3, 1, 2), ...made }),
    answer({ status: 'completed', ...counts(3, 2, 0), ...made }),
    answer({ ...texts('3', '3', '0'), ...made }, { status: 'completed', ...counts(3, 3, 0), ...made }),
  ],
  failed: [
    failure(counts(3, 0, 3), 'failed', undefined),
    failure({ status: 'failed', ...counts(3, 1, 0), error: 'Out of credits.' }, 'failed', 'Out of credits.'),
    failure({ status: 'failed', error: 'Out of credits.' }, 'failed', 'Out of credits.'),
    failure(
      { status: 'failed', ...counts(3, 1, 0), total_scenarios: 'three', error: 'Out of credits.' },
      'failed',
      'Out of credits.',
    ),
  ],
  otherwise: generating('warming_up', 3, 3, 0),
  changes: [
    [generating('in_progress', 3, 1, 0), generating('in_progress', 3, 2, 0)],
    [generating('in_progress', 3, 1, 0), generating('in_progress', 3, 1, 1)],
    [generating('in_progress', 0, 0, 0), generating('in_progress', 3, 0, 0)],
  ],
  unchanged: [
    [generating('in_progress', 3, 1, 0), answer({ status: 'in_progress', ...counts(3, 1, 0), ...made })],
    [generating('in_progress', 3, 1, 0), answer({ status: 'in_progress', ...texts('3', '1', '0') })],
  ],
  broken: [
    [{ ...counts(3, 1, 0), total_scenarios: 'three' }, 'total_scenarios'],
    [{ ...counts(3, 1, 0), completed_scenarios: true }, 'completed_scenarios'],
    [{ status: 'completed', ...counts(3, 3, 0), failed_scenarios: '-' }, 'failed_scenarios'],
    [{ status: 5, ...counts(3, 1, 0) }, 'status'],
    [{ status: 'warming_up', ...counts(3, 1, 0), total_scenarios: 'three' }, 'total_scenarios'],
    [{}, 'status'],
    [{ scenarios_list: [], total_scenarios: null }, 'status'],
  ],
}

const refining = (status: string, fields: object = {}) => ({
  progress_id: 'abc',
  session_id: 31,
  mode: 'improve',
  status,
  result: null,
  error: null,
  ...fields,
})

const scenarioAgent: Example = {
  name: 'scenario-agent',
  start: {
    to: 'POST /test_framework/v1/scenarios/scenario-agent/',
    bodies: {
      minimal: {},
      full: {
        user_message: 'Make them shorter.',
        agent_id: 7,
        project_id: 3,
        session_id: 31,
        context: [{ role: 'user', content: 'Make them shorter.' }],
        num_scenarios: 2,
        knowledge_base: [71],
        scenarios: [3, 4],
        apply_changes: true,
        updated_scenarios: [{ id: 3, name: 'Refund' }],
        agent_selections: { '3': 7 },
        agent_resolution_response: 'The second one.',
        scenarios_needing_agent: [4],
        pending_tool_calls: [{ name: 'update' }],
        tool_ids: ['TOOL_DTMF'],
        inbound_phone_numbers: [8],
      },
      'of all scenarios, with nulls': {
        scenarios: 'all',
        agent_id: null,
        project_id: null,
        session_id: null,
        context: null,
        pending_tool_calls: null,
      },
      'of one scenario': { scenarios: 3 },
    },
    answer: { http: 200, body: { progress_id: 'abc', session_id: 31 } },
    required: [],
    mistyped: {
      user_message: 5,
      agent_id: '7',
      project_id: '3',
      session_id: '31',
      context: [{ role: 'system', content: '-' }],
      num_scenarios: '2',
      knowledge_base: ['71'],
      apply_changes: 'yes',
      updated_scenarios: [3],
      agent_selections: { '3': 'seven' },
      agent_resolution_response: 5,
      scenarios_needing_agent: 4,
      pending_tool_calls: 'all',
      tool_ids: [5],
      inbound_phone_numbers: ['8'],
    },
  },
  ref: 'abc',
  id: 'abc',
  poll: 'GET /test_framework/v1/scenarios/scenario-agent-progress/?progress_id=abc',
  wrongRefs: noIds,
  word: 'status',
  pending: [answer(refining('in_progress'))],
  done: [
    answer(refining('completed', { result: { scenarios: [3] } })),
    answer(refining('needs_clarification', { mode: 'clarify', result: { question: 'Which ones?' } })),
    answer(refining('needs_agent_clarification', { result: { scenarios_needing_agent: [4] } })),
    answer(refining('completed', { session_id: null, result: {} })),
  ],
  failed: [
    failure(refining('failed', { error: 'No scenarios.' }), 'failed', 'No scenarios.'),
    failure(refining('cancelled'), 'cancelled', undefined),
  ],
  unchanged: [[answer(refining('in_progress')), answer(refining('in_progress', { mode: 'clarify' }))]],
  broken: [
    [refining('queued'), 'status'],
    [refining('completed', { result: 'done' }), 'result'],
  ],
}

const transcribing = (status: string, fields: object = {}) => ({ agent_id: 7, status, ...fields })

const scenarioFromTranscript: Example = {
  name: 'scenario-from-transcript',
  start: {
    to: 'POST /test_framework/v1/scenarios/create-from-transcript-bg/',
    bodies: {
      minimal: { transcript_json: [{ role: 'Main Agent' }], agent: 7 },
      full: {
        transcript_json: [
          { role: 'Testing Agent', content: 'Hello', start_time: 0, end_time: 1.5 },
          { role: 'Function Call', data: { id: 'f1', name: 'lookup', arguments: { order: 5 } } },
          { role: 'Function Call Result', data: { id: 'f1', name: 'lookup', result: null } },
        ],
        agent: 7,
        personality: 5,
        name: 'Asks for a refund',
        expected_outcome_prompt: 'The agent agrees.',
        folder_path: 'refunds',
      },
      'of an assistant, with nulls': {
        transcript_json: [{ role: 'Main Agent', content: 'Hello' }],
        assistant_id: 'asst_7',
        folder_path: null,
      },
    },
    answer: { http: 200, body: { progress_id: '3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90' } },
    required: ['transcript_json'],
    mistyped: {
      transcript_json: [{ role: 'Caller' }],
      agent: '7',
      assistant_id: 7,
      personality: '5',
      name: 5,
      expected_outcome_prompt: 5,
      folder_path: 5,
    },
    choices: [['agent', 'assistant_id']],
  },
  ref: '3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90',
  id: '3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90',
  poll: 'GET /test_framework/v1/scenarios/create-from-transcript-progress/?progress_id=3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90',
  wrongRefs: noIds,
  word: 'status',
  pending: [answer(transcribing('in_progress'))],
  done: [answer(transcribing('completed', { scenario_id: 3, scenario: { name: 'Asks for a refund' } }))],
  failed: [
    failure(
      transcribing('failed', { error: 'The transcript is empty.' }),
      'failed',
      'The transcript is empty.',
    ),
    failure(transcribing('failed'), 'failed', undefined),
  ],
  unchanged: [[answer(transcribing('in_progress')), answer(transcribing('in_progress', { agent_id: 8 }))]],
  broken: [
    [transcribing('queued'), 'status'],
    [transcribing('completed', { scenario_id: 'three', scenario: {} }), 'scenario_id'],
    [transcribing('completed', { scenario_id: 3, scenario: 'Asks' }), 'scenario'],
  ],
}

const improveInstructions: Example = {
  name: 'improve-instructions',
  start: {
    to: 'POST /test_framework/v1/scenarios/improve_instructions/',
    bodies: {
      minimal: { agent: 7, extra_instructions: 'Be brief.' },
      full: { agent: 7, extra_instructions: 'Be brief.', current_instructions: 'Ask for a refund.' },
    },
    answer: { http: 200, body: { progress_id: 'abc', project_id: 3 } },
    required: ['agent', 'extra_instructions'],
    mistyped: { agent: '7', extra_instructions: 5, current_instructions: 5 },
  },
  ref: 'abc',
  id: 'abc',
  poll: 'GET /test_framework/v1/scenarios/instructions-progress/?progress_id=abc',
  wrongRefs: noIds,
  word: 'status',
  pending: [answer({ status: 'running' })],
  done: [answer({ status: 'completed', instructions: 'Ask briefly for a refund.' })],
  failed: [
    failure({ status: 'failed', error: 'The agent does not exist.' }, 'failed', 'The agent does not exist.'),
  ],
  otherwise: answer({ status: 'warming_up' }),
  unchanged: [[answer({ status: 'running' }), answer({ status: 'running', instructions: 'Ask' })]],
  broken: [
    [{ instructions: 'Ask' }, 'status'],
    [{ status: null }, 'status'],
  ],
}

const copied = (total: number, completed: number, failed: number, fields: object = {}) => ({
  agent_id: 7,
  ...counts(total, completed, failed),
  ...fields,
})
const asText = (total: string, completed: string, failed: string) => ({
  agent_id: 7,
  ...texts(total, completed, failed),
})
const inProgress = (body: object, progress = body) => answer(body, { ...progress, status: 'in_progress' })
const completed = (body: object, progress = body) => answer(body, { ...progress, status: 'completed' })

const scenariosFromCalls: Example = {
  name: 'scenarios-from-calls',
  start: {
    to: 'POST /observability/v1/call-logs/create_scenarios/',
    bodies: {
      minimal: { agent_id: 7 },
      full: { agent_id: 7, call_logs: [11, 12], copy_to_agent: 9, project_id: 3, folder_path: 'refunds' },
      'of all calls of an assistant, with nulls': {
        assistant_id: 'asst_7',
        call_logs: 'all',
        copy_to_agent: null,
        folder_path: null,
      },
    },
    answer: { http: 200, body: { progress_id: '3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90' } },
    undocumented: { call_logs: 'the prose of the document alone allows "all"' },
    required: [],
    mistyped: {
      agent_id: '7',
      assistant_id: 7,
      call_logs: 'some',
      copy_to_agent: '9',
      project_id: '3',
      folder_path: 5,
    },
    choices: [['agent_id', 'assistant_id']],
  },
  ref: '3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90',
  id: '3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90',
  poll: 'GET /observability/v1/call-logs/create_scenarios_progress/?progress_id=3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90',
  wrongRefs: noIds,
  pending: [inProgress(copied(0, 0, 0)), inProgress(copied(3, 1, 1))],
  done: [
    completed(copied(3, 3, 0, { scenarios_list: [{ id: 3, personality: 5 }], errors: [] })),
    completed(copied(3, 1, 2, { scenarios_list: [{ id: 3, personality: 5 }], errors: [{ call: 12 }] })),
    completed({ ...asText('3', '3', '0'), errors: [] }, copied(3, 3, 0, { errors: [], scenarios_list: [] })),
  ],
  failed: [failure(copied(3, 0, 3, { errors: [] }), 'failed', undefined)],
  changes: [
    [inProgress(copied(3, 1, 0)), inProgress(copied(3, 2, 0))],
    [inProgress(copied(3, 1, 0)), inProgress(copied(3, 1, 1))],
    [inProgress(copied(0, 0, 0)), inProgress(copied(3, 0, 0))],
  ],
  unchanged: [
    [inProgress(copied(3, 1, 0)), inProgress(copied(3, 1, 0, { errors: [{ call: 12 }] }))],
    [inProgress(copied(3, 1, 0)), inProgress(asText('3', '1', '0'), copied(3, 1, 0))],
    [inProgress(copied(3, 1, 0)), inProgress(copied(3, 1, 0, { status: 'completed' }))],
  ],
  broken: [
    [{ ...copied(3, 1, 0), total_scenarios: 'three' }, 'total_scenarios'],
    [{ agent_id: 7, completed_scenarios: 1, failed_scenarios: 0 }, 'total_scenarios'],
    [{ ...copied(3, 1, 0), failed_scenarios: {} }, 'failed_scenarios'],
  ],
}

export const scenarios = {
  generateScenarios,
  scenarioAgent,
  scenarioFromTranscript,
  improveInstructions,
  scenariosFromCalls,
}
