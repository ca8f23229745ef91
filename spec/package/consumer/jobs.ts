// A first script of a user: watches five kinds of jobs at once. A fake Cekura as a server answers.
import * as t from 'io-ts'
import { createClient, defineJob, done, failed, pending } from 'rx-cekura'
import { agentImport, generateScenarios, scenarioAgent, testRun } from 'rx-cekura/jobs'
import { fakeCekura } from 'rx-cekura/testing'
import { concatMap, lastValueFrom, map, merge, type Observable, of, tap } from 'rxjs'

const exportResults = defineJob({
  name: 'export-results',
  start: { path: '/exports/{folder}/', request: t.strict({ folder: t.string, format: t.string }) },
  progress: { path: '/exports/progress/' },
  statuses: { working: pending(), ready: done({ file_url: t.string }), failed: failed() },
})

const fake = fakeCekura({ apiKey: 'key', jobs: [exportResults] })
fake
  .of(testRun)
  .script([
    'pending',
    { status: 'running', total_runs_count: 2, completed_runs_count: 1 },
    { status: 'completed', total_runs_count: 2, completed_runs_count: 2, success_runs_count: 2 },
  ])
fake.of(generateScenarios).script([
  { total_scenarios: 3, completed_scenarios: 1 },
  { total_scenarios: 3, completed_scenarios: 2 },
  { total_scenarios: 3, completed_scenarios: 3, scenarios_list: [{ id: 1 }, { id: 2 }, { id: 3 }] },
])
fake.of(agentImport).script([
  { status: 'in_progress', current_stage: 'provider' },
  { status: 'in_progress', current_stage: 'tools' },
  { status: 'completed', current_stage: 'done' },
])
fake
  .of(scenarioAgent)
  .script(({ session_id, user_message }) =>
    session_id && user_message === 'The first.'
      ? ['in_progress', { status: 'completed', session_id, result: { scenarios: [1] } }]
      : [{ status: 'needs_clarification', session_id: 9, result: { question: 'Which one?' } }],
  )
fake.of(exportResults).script(['working', { status: 'ready', file_url: 'https://files.example/june.csv' }])

const watch = (baseUrl: string): Observable<string> => {
  const cekura = createClient({ apiKey: 'key', baseUrl, interval: 20 })
  const agent = cekura.of(scenarioAgent)

  const run$ = cekura.of(testRun).run$({ agent_id: 7, scenarios: [1, 2] })
  const scenarios$ = cekura.of(generateScenarios).run$({ agent_id: 7, num_scenarios: 3 })
  const import$ = cekura.of(agentImport).run$({ agent_id: 7 })
  const export$ = cekura.of(exportResults).run$({ folder: 'june', format: 'csv' })
  const agent$ = agent
    .run$({ agent_id: 7, user_message: 'Make one harder.' })
    .pipe(
      concatMap((p) =>
        p.status === 'needs_clarification'
          ? agent.run$({ session_id: p.session_id, user_message: answerTo(p.result['question']) })
          : of(p),
      ),
    )

  return merge(
    run$.pipe(map((p) => `run: ${p.status}, ${p.completed_runs_count} of ${p.total_runs_count}`)),
    scenarios$.pipe(map((p) => `scenarios: ${p.status}, ${p.completed_scenarios} of ${p.total_scenarios}`)),
    import$.pipe(map((p) => `import: ${p.status}, ${p.current_stage}`)),
    agent$.pipe(
      map((p) => `agent: ${p.status}${p.status === 'completed' ? `, ${scenariosIn(p.result)}` : ''}`),
    ),
    export$.pipe(map((p) => `export: ${p.status}${p.status === 'ready' ? `, ${p.file_url}` : ''}`)),
  )
}

const answerTo = (question: unknown): string => (question === 'Which one?' ? 'The first.' : 'All.')
const scenariosIn = (result: object): string => JSON.stringify('scenarios' in result && result.scenarios)

const main = async () => {
  const server = await fake.listen()
  await lastValueFrom(watch(server.url).pipe(tap((line) => console.log(line))))
  await server.close()
}
main().catch(console.error)
