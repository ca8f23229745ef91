import { answer, type Example, failure, noIds } from './example.js'

const cleanDescription: Example = {
  name: 'clean-description',
  start: {
    to: 'POST /test_framework/v1/metrics/generate_clean_description_bg/',
    bodies: {
      minimal: { agent: 7, metric_description: 'Was the caller greeted?', eval_type: 'boolean' },
      full: { agent: 7, metric_description: 'Rate the greeting.', eval_type: 'rating' },
    },
    answer: { http: 200, body: { progress_id: 'abc' } },
    required: ['agent', 'metric_description', 'eval_type'],
    mistyped: { agent: '7', metric_description: 5, eval_type: 'binary' },
  },
  ref: 'abc',
  id: 'abc',
  poll: 'GET /test_framework/v1/metrics/generate_clean_description_progress/?progress_id=abc',
  otherPolls: [
    [
      'a b/ü&c=d',
      'GET /test_framework/v1/metrics/generate_clean_description_progress/?progress_id=a%20b%2F%C3%BC%26c%3Dd',
    ],
  ],
  wrongRefs: noIds,
  word: 'status',
  pending: [answer({ status: 'queued' }), answer({ status: 'processing' })],
  done: [
    answer({ status: 'completed', clean_description: 'Score the greeting.', thinking: 'Two criteria.' }),
    answer(
      { status: 'completed', clean_description: 'Score the greeting.' },
      { status: 'completed', clean_description: 'Score the greeting.', thinking: '' },
    ),
  ],
  failed: [
    failure({ status: 'failed', error: 'The agent does not exist.' }, 'failed', 'The agent does not exist.'),
    failure({ status: 'failed' }, 'failed', undefined),
  ],
  unchanged: [[answer({ status: 'queued' }), answer({ status: 'queued', thinking: 'Let me see.' })]],
  broken: [
    [{ status: 'completed', thinking: '-' }, 'clean_description'],
    [{ status: 'completed', clean_description: 5, thinking: '-' }, 'clean_description'],
    [{ clean_description: '-', thinking: '-' }, 'status'],
  ],
}

const simplified = {
  original_prompt: 'Please do check if the agent says hello.',
  simplified_prompt: 'Check the greeting.',
  skipped_simplification: false,
}

const simplifyPrompt: Example = {
  name: 'simplify-prompt',
  start: {
    to: 'POST /test_framework/v1/metrics/simplify_prompt/',
    bodies: {
      minimal: { original_prompt: 'Please do check if the agent says hello.' },
      full: { original_prompt: 'Please do check if the agent says hello.', metric_id: 12 },
    },
    answer: { http: 200, body: { progress_id: 'abc' } },
    finished: answer(simplified, { status: 'completed', ...simplified }),
    required: ['original_prompt'],
    mistyped: { original_prompt: 5, metric_id: '12' },
  },
  ref: 'abc',
  id: 'abc',
  poll: 'GET /test_framework/v1/metrics/simplify_prompt_progress/?progress_id=abc',
  wrongRefs: noIds,
  word: 'status',
  pending: [answer({ status: 'queued' }), answer({ status: 'processing' })],
  done: [answer({ status: 'completed', metric_id: 12, ...simplified })],
  failed: [
    failure({ status: 'failed', error: 'The prompt is empty.' }, 'failed', 'The prompt is empty.'),
    failure({ status: 'failed' }, 'failed', undefined),
  ],
  unchanged: [[answer({ status: 'queued' }), answer({ status: 'queued', original_prompt: 'Please do' })]],
  broken: [
    [{ status: 'completed', ...simplified, simplified_prompt: 5 }, 'simplified_prompt'],
    [{ status: 5 }, 'status'],
  ],
}

const suggesting = (status: string, current_step: string) => ({
  agent_id: 7,
  status,
  current_step,
  metrics: [],
  error: null,
})
const suggestions = [
  { name: 'Greeting', description: 'Was the caller greeted?', agent: 7, eval_type: 'binary', scenarios: [3] },
]

const generateMetrics: Example = {
  name: 'generate-metrics',
  start: {
    to: 'POST /test_framework/v1/metrics/generate_metrics/',
    bodies: {
      minimal: { agent_id: 7 },
      full: { agent_id: 7, num_metrics: 5 },
      'of an assistant': { assistant_id: 'asst_7' },
    },
    answer: { http: 200, body: { progress_id: '3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90' } },
    required: [],
    mistyped: { agent_id: '7', num_metrics: '5', assistant_id: 7 },
    choices: [['agent_id', 'assistant_id']],
  },
  ref: '3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90',
  id: '3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90',
  poll: 'GET /test_framework/v1/metrics/generate_metrics_progress/?progress_id=3f2b6c1e-8f4d-4a57-9d52-0c6f3b1e7a90',
  wrongRefs: noIds,
  word: 'status',
  pending: [
    answer(suggesting('queued', 'Waiting for a worker')),
    answer(suggesting('in_progress', 'Reading the agent')),
  ],
  done: [
    answer(
      { ...suggesting('completed', 'Done'), metrics: suggestions },
      { ...suggesting('completed', 'Done'), metrics: suggestions, generated_metrics: null },
    ),
    answer(
      {
        agent_id: 7,
        status: 'completed',
        current_step: 'Done',
        generated_metrics: suggestions,
        error: null,
      },
      {
        agent_id: 7,
        status: 'completed',
        current_step: 'Done',
        metrics: null,
        generated_metrics: suggestions,
        error: null,
      },
    ),
  ],
  failed: [
    failure(
      { ...suggesting('failed', 'Reading the agent'), error: 'The description is too short.' },
      'failed',
      'The description is too short.',
    ),
    failure(suggesting('failed', 'Reading the agent'), 'failed', undefined),
  ],
  changes: [
    [
      answer(suggesting('in_progress', 'Reading the agent')),
      answer(suggesting('in_progress', 'Writing metrics')),
    ],
  ],
  unchanged: [
    [
      answer(suggesting('in_progress', 'Reading the agent')),
      answer({ ...suggesting('in_progress', 'Reading the agent'), agent_id: 8 }),
    ],
  ],
  broken: [
    [{ ...suggesting('in_progress', '-'), current_step: 5 }, 'current_step'],
    [{ ...suggesting('completed', '-'), metrics: 'none' }, 'metrics'],
    [suggesting('processing', '-'), 'status'],
  ],
}

const previewMetric: Example = {
  name: 'preview-metric',
  start: {
    to: 'POST /test_framework/v1/metrics/preview/',
    bodies: {
      minimal: {
        metric_data: { name: 'Greeting', type: 'llm_judge', eval_type: 'binary' },
        call_log_ids: [11],
        agent_id: 7,
      },
      full: {
        metric_data: {
          name: 'Greeting',
          type: 'custom_code',
          eval_type: 'enum',
          evaluation_trigger: 'custom',
          trigger_type: 'custom_code',
          evaluation_trigger_prompt: 'Only inbound calls.',
          evaluation_trigger_custom_code: 'True',
          description: 'Was the caller greeted?',
          prompt: 'Check the greeting.',
          custom_code: '_result = True',
          enum_values: ['polite', 'rude'],
          audio_enabled: true,
        },
        call_log_ids: [11, 12],
        agent_id: 7,
      },
      'of runs in a project': {
        metric_data: { name: 'Greeting', type: 'basic', eval_type: 'numeric' },
        run_ids: [21],
        project_id: 3,
      },
    },
    answer: { http: 200, body: { progress_id: 'abc' } },
    required: ['metric_data'],
    mistyped: {
      metric_data: 'Greeting',
      call_log_ids: ['11'],
      run_ids: 21,
      agent_id: '7',
      project_id: '3',
    },
    choices: [
      ['call_log_ids', 'run_ids'],
      ['agent_id', 'project_id'],
    ],
  },
  ref: 'abc',
  id: 'abc',
  poll: 'GET /test_framework/v1/metrics/preview-progress/?progress_id=abc',
  wrongRefs: noIds,
  word: 'status',
  pending: [answer({ status: 'running' })],
  done: [answer({ status: 'completed', results: [{ call_log_id: 11, value: true }] })],
  failed: [
    failure({ status: 'failed', error: 'The call does not exist.' }, 'failed', 'The call does not exist.'),
    failure({ status: 'failed', error_message: 'No calls.' }, 'failed', 'No calls.'),
  ],
  otherwise: answer({ status: 'warming_up' }),
  unchanged: [[answer({ status: 'running' }), answer({ status: 'running', results: [] })]],
  broken: [
    [{ results: [] }, 'status'],
    [{ status: null }, 'status'],
  ],
}

const runReviews: Example = {
  name: 'run-reviews',
  start: {
    to: 'POST /test_framework/v1/metrics/12/run_reviews/',
    inPath: { metric_id: 12 },
    bodies: {
      minimal: {},
      full: {
        llm_provider: 'openai',
        evaluation_trigger: 'custom',
        evaluation_trigger_prompt: 'Only inbound calls.',
        trigger_type: 'llm_judge',
        evaluation_trigger_custom_code: 'True',
        description: 'Was the caller greeted?',
        type: 'llm_judge',
        custom_code: '_result = True',
        prompt: 'Check the greeting.',
        metric_description_program: { demos: [] },
        metric_description_variables: ['transcript'],
        evaluation_trigger_program: { demos: [] },
        evaluation_trigger_variables: ['transcript'],
        skip_save: true,
      },
    },
    answer: { http: 200, body: { progress_id: 'abc' } },
    required: ['metric_id'],
    mistyped: {
      metric_id: '12',
      llm_provider: 5,
      evaluation_trigger: 5,
      evaluation_trigger_prompt: 5,
      trigger_type: 'chance',
      evaluation_trigger_custom_code: 5,
      description: 5,
      type: 'own',
      custom_code: 5,
      prompt: 5,
      skip_save: 'yes',
    },
  },
  ref: 'abc',
  id: 'abc',
  poll: 'GET /test_framework/v1/metrics/run_reviews_progress/?progress_id=abc',
  wrongRefs: noIds,
  word: 'status',
  pending: [answer({ status: 'running', completed: 1, failed: 0 })],
  done: [answer({ status: 'completed', completed: 3, failed: 1, metric: { id: 12 } })],
  failed: [
    failure(
      { status: 'failed', error: 'The metric has no reviews.' },
      'failed',
      'The metric has no reviews.',
    ),
  ],
  otherwise: answer({ status: 'warming_up' }),
  unchanged: [[answer({ status: 'running', completed: 1 }), answer({ status: 'running', completed: 2 })]],
  broken: [
    [{ completed: 1 }, 'status'],
    [{ status: 1 }, 'status'],
  ],
}

export const metrics = { cleanDescription, simplifyPrompt, generateMetrics, previewMetric, runReviews }
