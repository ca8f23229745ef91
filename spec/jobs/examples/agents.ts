import { answer, type Example, failure, noNumbers } from './example.js'

const tools = (status: string, fields: object = {}) => ({
  status,
  tools_created: null,
  tools_updated: null,
  message: null,
  error: null,
  ...fields,
})

const agentTools: Example = {
  name: 'agent-tools',
  start: {
    to: 'POST /test_framework/v1/aiagents/7/tools/auto-fetch/',
    inPath: { agent_id: 7 },
    bodies: {
      minimal: { provider: 'vapi' },
      full: {
        provider: 'custom',
        assistant_id: 'asst_7',
        api_key: 'key-of-the-provider',
        mcp_server_url: 'https://mcp.example.com',
        mcp_server_headers: { 'x-team': 'red' },
      },
    },
    answer: { http: 200, body: { progress_id: 'abc' } },
    required: ['agent_id', 'provider'],
    mistyped: {
      agent_id: '7',
      provider: 'twilio',
      assistant_id: 7,
      api_key: 5,
      mcp_server_url: 5,
      mcp_server_headers: 'x-team: red',
    },
  },
  ref: { agent_id: 7, progress_id: 'abc' },
  id: '7/abc',
  poll: 'GET /test_framework/v1/aiagents/7/tools/auto-fetch-progress/?progress_id=abc',
  wrongRefs: [
    'abc',
    7,
    null,
    {},
    { agent_id: 7 },
    { agent_id: '7', progress_id: 'abc' },
    { agent_id: 0, progress_id: 'abc' },
    { agent_id: 7, progress_id: ' ' },
  ],
  word: 'status',
  pending: [answer(tools('in_progress'), tools('in_progress', { message: '' }))],
  done: [answer(tools('completed', { tools_created: 2, tools_updated: 1, message: 'Fetched 3 tools.' }))],
  failed: [
    failure(tools('failed', { error: 'The key is wrong.' }), 'failed', 'The key is wrong.'),
    failure(tools('failed'), 'failed', undefined),
  ],
  unchanged: [
    [
      answer(tools('in_progress', { message: 'Started.' })),
      answer(tools('in_progress', { message: 'Going on.', tools_created: 1 })),
    ],
  ],
  broken: [
    [tools('queued'), 'status'],
    [tools('completed', { tools_created: 'two' }), 'tools_created'],
  ],
}

const importing = (status: string, current_stage: string, error: string | null = null) => ({
  agent_id: 7,
  status,
  current_stage,
  stages: [{ name: 'tools', status: 'in_progress' }],
  error,
})

const agentImport: Example = {
  name: 'agent-import',
  start: {
    to: 'POST /test_framework/v2/aiagents/7/auto-fetch/',
    inPath: { agent_id: 7 },
    bodies: { minimal: {}, full: {} },
    answer: { http: 202, body: { progress_id: 'abc' } },
    required: ['agent_id'],
    mistyped: { agent_id: '7' },
  },
  ref: { agent_id: 7, progress_id: 'abc' },
  id: '7/abc',
  poll: 'GET /test_framework/v2/aiagents/7/auto-fetch-progress/?progress_id=abc',
  wrongRefs: [
    'abc',
    7,
    null,
    {},
    { progress_id: 'abc' },
    { agent_id: '7', progress_id: 'abc' },
    { agent_id: 7, progress_id: '' },
  ],
  word: 'status',
  pending: [answer(importing('queued', '')), answer(importing('in_progress', 'tools'))],
  done: [answer(importing('completed', 'prompt'))],
  failed: [
    failure(importing('failed', 'tools', 'No such assistant.'), 'failed', 'No such assistant.'),
    failure(importing('failed', 'tools'), 'failed', undefined),
  ],
  changes: [[answer(importing('in_progress', 'tools')), answer(importing('in_progress', 'prompt'))]],
  unchanged: [
    [
      answer(importing('in_progress', 'tools')),
      answer({ ...importing('in_progress', 'tools'), stages: [{ name: 'tools', status: 'completed' }] }),
    ],
  ],
  broken: [
    [importing('running', 'tools'), 'status'],
    [{ ...importing('in_progress', 'tools'), current_stage: 5 }, 'current_stage'],
    [{ ...importing('in_progress', 'tools'), stages: ['tools'] }, 'stages.0'],
  ],
}

const improving = (
  status: string,
  stage: string | null,
  stage_status: string | null,
  fields: object = {},
) => ({
  id: 51,
  project: 3,
  agent: 7,
  status,
  stage,
  stage_status,
  iteration: 1,
  best_score: 0.5,
  pending_question: null,
  baseline_result: 61,
  verify_result: null,
  metric_delta: null,
  error_message: '',
  ...fields,
})

const agentImprovement: Example = {
  name: 'agent-improvement',
  ref: 51,
  id: '51',
  poll: 'GET /observability/v1/agent-improvement-sessions/51/',
  wrongRefs: noNumbers,
  word: 'status',
  pending: [
    answer(improving('pending', null, null), improving('pending', '', '')),
    answer(improving('running', 'setup', 'running')),
  ],
  done: [
    answer(improving('succeeded', 'finalize', 'done', { best_score: 0.9, verify_result: 62 })),
    answer(improving('no_improvement', 'finalize', 'done')),
  ],
  failed: [
    failure(
      improving('failed', 'apply', 'failed', { error_message: 'The provider refused the prompt.' }),
      'failed',
      'The provider refused the prompt.',
    ),
    failure(improving('cancelled', 'propose', 'running'), 'cancelled', undefined),
  ],
  changes: [
    [
      answer(improving('running', 'setup', 'running')),
      answer(improving('running', 'baseline_run', 'running')),
    ],
    [
      answer(improving('running', 'propose', 'running')),
      answer(improving('running', 'propose', 'waiting_input', { pending_question: { text: 'Which one?' } })),
    ],
  ],
  unchanged: [
    [
      answer(improving('running', 'propose', 'running')),
      answer(improving('running', 'propose', 'running', { iteration: 2 })),
    ],
  ],
  broken: [
    [improving('completed', 'finalize', 'done'), 'status'],
    [improving('running', 5 as never, 'running'), 'stage'],
    [improving('running', 'setup', 5 as never), 'stage_status'],
  ],
}

const connector = (last_sync_status: string, fields: object = {}) => ({
  id: 41,
  agent: 7,
  name: 'Handbook',
  connector_type: 'website',
  last_sync_at: null,
  last_sync_status,
  last_sync_error: '',
  files: [],
  ...fields,
})
const synced = (status: string, fields: object = {}) =>
  answer(connector(status, fields), {
    ...connector(status, fields),
    status,
  })

const knowledgeBaseSync: Example = {
  name: 'knowledge-base-sync',
  start: {
    to: 'POST /test_framework/v1/knowledge-base-connectors/41/sync/',
    inPath: { connector_id: 41 },
    undocumented: { body: "a default of the document's generator: the fields of the connector itself" },
    bodies: { minimal: {}, full: {} },
    answer: { http: 200, body: connector('pending') },
    required: ['connector_id'],
    mistyped: { connector_id: '41' },
  },
  ref: 41,
  id: '41',
  poll: 'GET /test_framework/v1/knowledge-base-connectors/41/',
  wrongRefs: noNumbers,
  word: 'last_sync_status',
  pending: [synced('pending')],
  done: [synced('success', { last_sync_at: '2026-08-18T10:00:00Z', files: [71] })],
  failed: [
    failure(
      connector('failed', { last_sync_error: 'The site does not answer.' }),
      'failed',
      'The site does not answer.',
    ),
    failure(connector('failed'), 'failed', undefined),
  ],
  unchanged: [[synced('pending'), synced('pending', { files: [71] })]],
  broken: [
    [connector('completed'), 'last_sync_status'],
    [connector('success', { last_sync_at: 5 }), 'last_sync_at'],
    [{ id: 41, agent: 7, name: 'Handbook', status: 'success' }, 'last_sync_status'],
  ],
}

export const agents = { agentTools, agentImport, agentImprovement, knowledgeBaseSync }
