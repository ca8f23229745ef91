import test from 'ava'
import { expectTypeOf } from 'expect-type'
import type { TaskEither } from 'fp-ts/TaskEither'
import * as t from 'io-ts'
import { from, mergeMap, type Observable } from 'rxjs'
import {
  type CekuraClient,
  type CekuraError,
  defineJob,
  done,
  failed,
  id,
  type JobCanceller,
  type JobClient,
  type JobObserver,
  type OtherStatus,
  pending,
  type ProgressOf,
  type RefOf,
  type RequestOf,
  type ResultOf,
  toTaskEither,
} from '../../lib/index.js'
import type * as jobs from '../../lib/jobs/index.js'
import {
  agentImport,
  agentImprovement,
  agentTools,
  callEvaluation,
  chatTurn,
  cleanDescription,
  deepResearch,
  failureModeAudit,
  failureReproduction,
  generateMetrics,
  generateScenarios,
  improveInstructions,
  knowledgeBaseSync,
  previewMetric,
  runReviews,
  scenarioAgent,
  scenarioFromTranscript,
  scenariosFromCalls,
  simplifyPrompt,
  testRun,
  textTestRun,
} from '../../lib/jobs/index.js'

/* Code of users for the compiler: `npm run types` fails here. */

declare const of: CekuraClient['of']

const resultId = t.strict({ result_id: t.number })
const { number } = t

const counted = defineJob({
  name: 'export-results',
  progress: {
    path: '/x/progress/',
    ref: { task_id: t.number },
    fields: { percent: t.number },
    changes: ['percent', 'file_url'],
  },
  statuses: {
    working: pending(),
    ready: done({ file_url: t.string }),
    broken: failed(),
    otherwise: pending(),
  },
})

test('the union of a job has its pending and done statuses', (t) => {
  expectTypeOf<ProgressOf<typeof cleanDescription>>().toEqualTypeOf<
    | { readonly status: 'queued' | 'processing' }
    | { readonly status: 'completed'; readonly clean_description: string; readonly thinking: string }
  >()
  expectTypeOf<ProgressOf<typeof agentTools>>().toEqualTypeOf<
    | { readonly status: 'in_progress'; readonly message: string }
    | {
        readonly status: 'completed'
        readonly message: string
        readonly tools_created: number
        readonly tools_updated: number
      }
  >()
  type Words = { [Name in keyof typeof jobs]: ProgressOf<(typeof jobs)[Name]>['status'] }
  expectTypeOf<
    Extract<Words[keyof Words], 'dropped' | 'error' | 'cancelled' | 'timeout' | 'failed'>
  >().toBeNever()
  expectTypeOf<
    { [Name in keyof Words]: Words[Name] extends string ? never : Name }[keyof Words]
  >().toBeNever()
  t.pass()
})

test('each job has its own statuses', (t) => {
  type Status<J extends (typeof jobs)[keyof typeof jobs]> = ProgressOf<J>['status']
  expectTypeOf<Status<typeof simplifyPrompt>>().toEqualTypeOf<'queued' | 'processing' | 'completed'>()
  expectTypeOf<Status<typeof generateMetrics>>().toEqualTypeOf<'queued' | 'in_progress' | 'completed'>()
  expectTypeOf<Status<typeof previewMetric>>().toEqualTypeOf<OtherStatus | 'completed'>()
  expectTypeOf<Status<typeof runReviews>>().toEqualTypeOf<OtherStatus | 'completed'>()
  expectTypeOf<Status<typeof generateScenarios>>().toEqualTypeOf<
    OtherStatus | 'in_progress' | 'pending_clarification' | 'completed'
  >()
  expectTypeOf<Status<typeof scenarioAgent>>().toEqualTypeOf<
    'in_progress' | 'completed' | 'needs_clarification' | 'needs_agent_clarification'
  >()
  expectTypeOf<Status<typeof scenarioFromTranscript>>().toEqualTypeOf<'in_progress' | 'completed'>()
  expectTypeOf<Status<typeof improveInstructions>>().toEqualTypeOf<OtherStatus | 'completed'>()
  expectTypeOf<Status<typeof scenariosFromCalls>>().toEqualTypeOf<'in_progress' | 'completed'>()
  expectTypeOf<Status<typeof agentTools>>().toEqualTypeOf<'in_progress' | 'completed'>()
  expectTypeOf<Status<typeof agentImport>>().toEqualTypeOf<'queued' | 'in_progress' | 'completed'>()
  expectTypeOf<Status<typeof testRun>>().toEqualTypeOf<
    | OtherStatus
    | ('pending' | 'in_queue' | 'scaling_up' | 'running' | 'in_progress' | 'evaluating')
    | 'completed'
  >()
  expectTypeOf<ProgressOf<typeof textTestRun>>().toEqualTypeOf<ProgressOf<typeof testRun>>()
  expectTypeOf<Status<typeof chatTurn>>().toEqualTypeOf<'generating' | 'ready'>()
  expectTypeOf<Status<typeof callEvaluation>>().toEqualTypeOf<
    OtherStatus | 'evaluating' | 'success' | 'failure' | 'reviewed_success' | 'reviewed_failure'
  >()
  expectTypeOf<Status<typeof deepResearch>>().toEqualTypeOf<
    'pending' | 'running' | 'succeeded' | 'skipped_not_enough_data'
  >()
  expectTypeOf<Status<typeof failureModeAudit>>().toEqualTypeOf<
    'pending' | 'running' | 'succeeded' | 'skipped_no_failures'
  >()
  expectTypeOf<Status<typeof failureReproduction>>().toEqualTypeOf<
    'pending' | 'generating_scenario' | 'running' | 'reproduced' | 'exhausted'
  >()
  expectTypeOf<Status<typeof agentImprovement>>().toEqualTypeOf<
    'pending' | 'running' | 'succeeded' | 'no_improvement'
  >()
  expectTypeOf<Status<typeof knowledgeBaseSync>>().toEqualTypeOf<'pending' | 'success'>()
  t.pass()
})

test('a switch on the status is exhaustive, and narrows the fields', (t) => {
  const forgotten = (p: ProgressOf<typeof cleanDescription>): string => {
    switch (p.status) {
      case 'queued':
        return ''
      case 'completed':
        return p.thinking
      default:
        // @ts-expect-error processing is forgotten
        return p satisfies never
    }
  }
  const refined = (p: ProgressOf<typeof scenarioAgent>): unknown => {
    switch (p.status) {
      case 'in_progress':
        return p.mode
      case 'completed':
        return p.result['scenarios']
      case 'needs_clarification':
      case 'needs_agent_clarification':
        return p.session_id
      default:
        return p satisfies never
    }
  }
  const made = (p: ProgressOf<typeof scenariosFromCalls>): number => {
    switch (p.status) {
      case 'in_progress':
        return p.total_scenarios
      case 'completed':
        return p.scenarios_list.length + p.errors.length
      default:
        return p satisfies never
    }
  }
  const researched = (p: ProgressOf<typeof deepResearch>): number => {
    switch (p.status) {
      case 'pending':
      case 'running':
      case 'skipped_not_enough_data':
        return 0
      case 'succeeded':
        return p.num_calls_analyzed
      default:
        return p satisfies never
    }
  }
  const tested = (p: ProgressOf<typeof testRun>): string => {
    switch (p.status) {
      case 'completed':
        return String(p.success_rate)
      case 'running':
        return `${p.completed_runs_count} of ${p.total_runs_count}`
      default: {
        const word: string = p.status
        return word
      }
    }
  }
  const reviewed = (p: ProgressOf<typeof runReviews>): unknown =>
    p.status === 'completed' ? p['metric'] : p['completed']
  t.is([forgotten, refined, made, researched, tested, reviewed].length, 6)
})

test('a request follows from the definition', (t) => {
  expectTypeOf<RequestOf<typeof simplifyPrompt>>().toEqualTypeOf<{
    readonly original_prompt: string
    readonly metric_id?: number
  }>()
  expectTypeOf<RequestOf<typeof improveInstructions>>().toEqualTypeOf<{
    readonly agent: number
    readonly extra_instructions: string
    readonly current_instructions?: string
  }>()
  expectTypeOf<RequestOf<typeof generateMetrics>>().toEqualTypeOf<
    { readonly num_metrics?: number } & ({ readonly agent_id: number } | { readonly assistant_id: string })
  >()
  expectTypeOf<RequestOf<typeof callEvaluation>>().toBeNever()
  expectTypeOf<RequestOf<typeof agentImprovement>>().toBeNever()
  expectTypeOf<RequestOf<typeof counted>>().toBeNever()
  t.pass()
})

test('a reference follows from the definition: the bare value of one field, a record of several', (t) => {
  expectTypeOf<RefOf<typeof cleanDescription>>().toEqualTypeOf<string>()
  expectTypeOf<RefOf<typeof testRun>>().toEqualTypeOf<number>()
  expectTypeOf<RefOf<typeof textTestRun>>().toEqualTypeOf<number>()
  expectTypeOf<RefOf<typeof failureReproduction>>().toEqualTypeOf<number>()
  expectTypeOf<RefOf<typeof knowledgeBaseSync>>().toEqualTypeOf<number>()
  expectTypeOf<RefOf<typeof counted>>().toEqualTypeOf<number>()
  expectTypeOf<RefOf<typeof chatTurn>>().toEqualTypeOf<{
    readonly run_id: number
    readonly turn_id: number
  }>()
  expectTypeOf<RefOf<typeof agentImport>>().toEqualTypeOf<{
    readonly agent_id: number
    readonly progress_id: string
  }>()
  expectTypeOf<RefOf<typeof agentTools>>().toEqualTypeOf<RefOf<typeof agentImport>>()
  t.pass()
})

test('a wrong request, reference or status does not compile', (t) => {
  const wrong = () => {
    // @ts-expect-error no such type of value
    of(cleanDescription).run$({ agent: 7, metric_description: 'a', eval_type: 'bool' })
    // @ts-expect-error neither scenarios, nor tags, nor a folder
    of(testRun).run$({ agent_id: 1 })
    // @ts-expect-error the agent is missing
    of(testRun).run$({ scenarios: [1] })
    // @ts-expect-error a misspelt field
    of(testRun).run$({ agent_id: 1, scenarios: [1], freqency: 2 })
    // @ts-expect-error a folder needs its project
    of(testRun).run$({ agent_id: 1, folder_path: 'a' })
    // @ts-expect-error not a field of voice calls
    of(testRun).run$({ agent_id: 1, scenarios: [1], websocket_url: 'wss://a' })
    // @ts-expect-error neither numbers nor all
    of(scenariosFromCalls).run$({ agent_id: 1, call_logs: 'some' })
    // @ts-expect-error no such role in a nested object
    of(scenarioFromTranscript).run$({ agent: 1, transcript_json: [{ role: 'user' }] })
    // @ts-expect-error nothing to try the metric on
    of(previewMetric).run$({ metric_data: { name: 'a', type: 'basic', eval_type: 'enum' }, agent_id: 1 })
    // @ts-expect-error a number is needed
    of(testRun).progress$('4711')
    // @ts-expect-error a record is needed
    of(agentImport).progress$('x')
    // @ts-expect-error a field is missing
    of(agentImport).progress$({ progress_id: 'x' })
    // @ts-expect-error a turn is a number
    of(chatTurn).progress$({ run_id: 1, turn_id: '0' })
    // @ts-expect-error no start, so no run$
    expectTypeOf(of(counted).run$)
    // @ts-expect-error no start, so no start$
    expectTypeOf(of(callEvaluation).start$)
    // @ts-expect-error no cancel, so no cancel$
    expectTypeOf(of(agentImport).cancel$)
    // @ts-expect-error a number is needed
    of(testRun).cancel$('4711')
    of(cleanDescription)
      .progress$('x')
      .subscribe((p) => {
        // @ts-expect-error failed is an error, never a value
        if (p.status === 'failed') return
        // @ts-expect-error no such status
        if (p.status === 'complete') return
      })
    of(testRun)
      .progress$(1)
      .subscribe((p) => {
        // @ts-expect-error no known status: compare it as a string
        expectTypeOf(p.status).extract<'warming_up'>().toEqualTypeOf<'warming_up'>()
      })
    of(counted)
      .progress$(1)
      .subscribe((p) => {
        const status: string = p.status
        if (status === 'warming_up') return
        if (p.status === 'ready') expectTypeOf(p.file_url).toEqualTypeOf<string>()
      })
  }
  t.is(typeof wrong, 'function')
})

test('each choice of required fields compiles', (t) => {
  const right = () => {
    of(testRun).run$({ agent_id: 1, scenarios: [1, 2] })
    of(testRun).run$({ assistant_id: 'a', tags: ['smoke'], frequency: 2, personality_ids: null })
    of(testRun).run$({ agent_id: 1, folder_path: 'a', project_id: 3 })
    of(textTestRun).run$({ agent_id: 1, scenarios: [1], websocket_url: 'wss://a' })
    of(scenariosFromCalls).run$({ agent_id: 1, call_logs: 'all' })
    of(scenarioAgent).run$({ scenarios: 'all', context: [{ role: 'user', content: 'a' }] })
    of(scenarioAgent).run$({ scenarios: [1], agent_selections: { 1: 7 } })
    of(previewMetric).run$({
      metric_data: { name: 'a', type: 'basic', eval_type: 'enum' },
      agent_id: 1,
      run_ids: [1],
    })
    of(agentImport)
      .start$({ agent_id: 1 })
      .subscribe((ref) => ref.progress_id.length + ref.agent_id)
  }
  t.is(typeof right, 'function')
})

test('clients have the types of their jobs', (t) => {
  const clients = () => {
    expectTypeOf(of(counted)).toEqualTypeOf<
      JobObserver<
        number,
        Exclude<ProgressOf<typeof counted>, ResultOf<typeof counted>>,
        ResultOf<typeof counted>
      >
    >()
    expectTypeOf(of(deepResearch)).toEqualTypeOf<
      JobClient<
        RequestOf<typeof deepResearch>,
        number,
        { readonly status: 'pending' | 'running' },
        ResultOf<typeof deepResearch>
      >
    >()
    expectTypeOf(of(testRun)).toExtend<JobCanceller<number>>()
    expectTypeOf(of(textTestRun).cancel$(7)).toEqualTypeOf<Observable<never>>()
  }
  t.is(typeof clients, 'function')
})

test('clients are arguments of operators', (t) => {
  const operators = () => {
    const [ids, requests] = [from([1, 2]), from([{ agent_id: 1 }])]
    expectTypeOf(ids.pipe(mergeMap(of(testRun).progress$))).toEqualTypeOf<
      Observable<ProgressOf<typeof testRun>>
    >()
    expectTypeOf(requests.pipe(mergeMap(of(agentImport).run$))).toEqualTypeOf<
      Observable<ProgressOf<typeof agentImport>>
    >()
    expectTypeOf(ids.pipe(mergeMap(of(testRun).cancel$))).toEqualTypeOf<Observable<never>>()
    // @ts-expect-error a number is needed
    from(['1']).pipe(mergeMap(of(testRun).progress$))
  }
  t.is(typeof operators, 'function')
})

test('toTaskEither has the result of each job', (t) => {
  const results = () => {
    expectTypeOf(toTaskEither(of(testRun).progress$(7))).toEqualTypeOf<
      TaskEither<CekuraError, ResultOf<typeof testRun>>
    >()
    expectTypeOf(toTaskEither(of(agentImport).run$({ agent_id: 7 }))).toEqualTypeOf<
      TaskEither<CekuraError, ResultOf<typeof agentImport>>
    >()
    expectTypeOf(toTaskEither(of(callEvaluation).progress$(7))).toEqualTypeOf<
      TaskEither<CekuraError, ResultOf<typeof callEvaluation>>
    >()
    expectTypeOf(toTaskEither(of(counted).progress$(7))).toEqualTypeOf<
      TaskEither<CekuraError, ResultOf<typeof counted>>
    >()
  }
  expectTypeOf<ResultOf<typeof scenarioAgent>['status']>().toEqualTypeOf<
    'completed' | 'needs_clarification' | 'needs_agent_clarification'
  >()
  expectTypeOf<ResultOf<typeof counted>>().toEqualTypeOf<{
    readonly status: 'ready'
    readonly percent: number
    readonly file_url: string
  }>()
  t.is(typeof results, 'function')
})

test('a spread makes a variant of a job', (t) => {
  const start = { path: '/test_framework/v1/results/{result_id}/rerun/', request: resultId }
  const rerun = { ...testRun, name: 'rerun', start }
  const richer = defineJob({
    ...deepResearch,
    statuses: { ...deepResearch.statuses, skipped_not_enough_data: done({ calls: id }), paused: pending() },
  })
  const variations = () => {
    expectTypeOf(of(rerun).run$).parameters.toEqualTypeOf<[{ result_id: number }]>()
    expectTypeOf(of(rerun).cancel$).toEqualTypeOf<(ref: number) => Observable<never>>()
    expectTypeOf(of(defineJob(rerun))).toEqualTypeOf(of(rerun))
    expectTypeOf(of(defineJob({ ...callEvaluation, start })).run$).parameters.toEqualTypeOf<
      [{ result_id: number }]
    >()
    // @ts-expect-error no cancel, so no cancel$
    expectTypeOf(of(richer).cancel$)
  }
  expectTypeOf<ProgressOf<typeof richer>['status']>().toEqualTypeOf<
    'pending' | 'running' | 'paused' | 'succeeded' | 'skipped_not_enough_data'
  >()
  expectTypeOf<
    Extract<ProgressOf<typeof richer>, { status: 'skipped_not_enough_data' }>['calls']
  >().toEqualTypeOf<string>()
  t.is(typeof variations, 'function')
})

test('a wrong definition does not compile', (t) => {
  const base = { name: 'x', statuses: { a: pending(), b: done(), c: failed() } } as const
  const { request } = cleanDescription.start!
  const counting = { path: '/', fields: { n: number } } as const
  const wrong = () => {
    // @ts-expect-error no such field
    defineJob({ ...base, progress: { path: '/', ref: { a: id }, changes: ['m'] } })
    // @ts-expect-error no such status
    defineJob({ ...base, progress: { ...counting, status: ({ n }) => (n > 1 ? 'b' : 'd') } })
    // @ts-expect-error not a done status
    defineJob({ ...base, progress: { path: '/' }, start: { path: '/', request, finished: 'a' } })
    // @ts-expect-error a path is needed
    defineJob({ ...base, progress: { path: '/' }, cancel: {} })
    defineJob({ ...base, progress: { path: '/' }, start: { path: '/', request, finished: 'b' } })
  }
  t.is(typeof wrong, 'function')
})
