import test from 'ava'
import * as io from 'io-ts'
import { lastValueFrom, type Observable, tap } from 'rxjs'
import { createClient, defineJob, done, failed, pending } from '../../lib/index.js'
import { agentImport, generateScenarios, scenarioAgent, testRun } from '../../lib/jobs/index.js'
import { fakeCekura } from '../../lib/testing/index.js'

/* A script that uses only what the pages show, against a real server. */

const exportResults = defineJob({
  name: 'export-results',
  start: { path: '/exports/{folder}/', request: io.strict({ folder: io.string, format: io.string }) },
  progress: { path: '/exports/progress/', fields: { percent: io.number }, changes: ['percent'] },
  statuses: { working: pending(), ready: done({ file_url: io.string }), failed: failed() },
})

test('a newcomer watches five kinds of jobs', async (t) => {
  const fake = fakeCekura({ apiKey: 'key', jobs: [exportResults] })
  fake
    .of(testRun)
    .job(4711, [
      'running',
      { status: 'running', completed_runs_count: 1 },
      { status: 'completed', completed_runs_count: 2 },
    ])
  fake.of(generateScenarios).script([
    { total_scenarios: 3, completed_scenarios: 1, failed_scenarios: 0 },
    { total_scenarios: 3, completed_scenarios: 2, failed_scenarios: 1 },
  ])
  fake
    .of(agentImport)
    .script([
      'queued',
      { status: 'in_progress', current_stage: 'tools' },
      { status: 'completed', current_stage: 'done' },
    ])
  fake.of(scenarioAgent).script(['in_progress', { status: 'needs_clarification', session_id: 31 }])
  fake.of(exportResults).script([
    { status: 'working', percent: 50 },
    { status: 'ready', percent: 100, file_url: 'https://files.example/a.csv' },
  ])
  const server = await fake.listen()
  t.teardown(server.close)

  const { of } = createClient({ apiKey: 'key', baseUrl: server.url, interval: 5 })
  const seen: string[] = []
  const all: readonly Observable<unknown>[] = [
    of(testRun)
      .progress$(4711)
      .pipe(tap((r) => seen.push(`run ${r.status} ${r.completed_runs_count}`))),
    of(generateScenarios)
      .run$({ agent_id: 7, num_scenarios: 3 })
      .pipe(tap((s) => seen.push(`scenarios ${s.status} ${s.completed_scenarios}/${s.total_scenarios}`))),
    of(agentImport)
      .run$({ agent_id: 7 })
      .pipe(tap((p) => seen.push(`import ${p.status} ${p.current_stage}`))),
    of(scenarioAgent)
      .run$({ user_message: 'Make them shorter.' })
      .pipe(
        tap((p) =>
          seen.push(p.status === 'needs_clarification' ? `agent asks in ${p.session_id}` : 'agent works'),
        ),
      ),
    of(exportResults)
      .run$({ folder: 'march', format: 'csv' })
      .pipe(tap((p) => seen.push(p.status === 'ready' ? `export ${p.file_url}` : `export ${p.percent} %`))),
  ]
  for (const stream of all) await lastValueFrom(stream)

  t.deepEqual(seen, [
    'run running 0',
    'run running 1',
    'run completed 2',
    'scenarios in_progress 1/3',
    'scenarios completed 2/3',
    'import queued ',
    'import in_progress tools',
    'import completed done',
    'agent works',
    'agent asks in 31',
    'export 50 %',
    'export https://files.example/a.csv',
  ])
})
