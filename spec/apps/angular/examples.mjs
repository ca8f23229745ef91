/** Jobs of several kinds as they might go, for the dashboard: counts, stages, statuses, failures. */
export const examples = (jobs) => {
  const times = (count, step) => Array.from({ length: count }, (_, n) => step(n))
  const runs = (completed_runs_count) => ({ status: 'running', completed_runs_count, total_runs_count: 10 })
  const scenarios = (completed_scenarios, failed_scenarios, total_scenarios) => ({
    completed_scenarios,
    failed_scenarios,
    total_scenarios,
  })
  const names = ['fetch prompt', 'fetch tools', 'write description']
  const stages = (current) => ({
    status: 'in_progress',
    current_stage: names[current],
    stages: names.map((name, n) => ({
      name,
      status: n < current ? 'completed' : n === current ? 'in_progress' : 'pending',
    })),
  })
  return [
    {
      job: jobs.testRun,
      ref: 4711,
      steps: ['in_queue', ...times(10, runs), { ...runs(10), status: 'completed' }],
    },
    { job: jobs.testRun, ref: 4712, steps: ['in_queue', runs(2), runs(4), 'timeout'] },
    {
      job: jobs.generateScenarios,
      ref: 'scenarios-1',
      steps: [scenarios(0, 0, 0), ...times(18, (n) => scenarios(n, 0, 18)), scenarios(17, 1, 18)],
    },
    {
      job: jobs.agentImport,
      ref: { agent_id: 7, progress_id: 'import-1' },
      steps: ['queued', stages(0), stages(0), stages(1), stages(1), stages(2), 'completed'],
    },
    {
      job: jobs.agentImprovement,
      ref: 12,
      steps: [
        'pending',
        { status: 'running', stage: 'baseline_run' },
        { status: 'running', stage: 'baseline_run' },
        { status: 'running', stage: 'propose', stage_status: 'waiting_input' },
      ],
    },
    {
      job: jobs.failureReproduction,
      ref: 8,
      steps: [
        'pending',
        'generating_scenario',
        ...times(6, (attempts_made) => ({ status: 'running', attempts_made, max_attempts: 10 })),
        'reproduced',
      ],
    },
    {
      job: jobs.simplifyPrompt,
      ref: 'prompt-1',
      steps: ['queued', 'queued', 'processing', 'processing', 'completed'],
    },
    {
      job: jobs.callEvaluation,
      ref: 501,
      steps: ['evaluating', 'evaluating', 'evaluating', 'reviewed_failure'],
    },
    {
      job: jobs.generateMetrics,
      ref: 'metrics-1',
      steps: [
        'queued',
        { status: 'in_progress', current_step: 'Reading 40 transcripts' },
        { status: 'failed', error: 'Agent 7 has no transcripts.' },
      ],
    },
    { job: jobs.knowledgeBaseSync, ref: 3, steps: ['pending', 'pending', 'pending', 'success'] },
  ]
}
