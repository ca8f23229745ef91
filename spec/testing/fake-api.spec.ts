import test from 'ava'
import * as io from 'io-ts'
import { lastValueFrom, map, toArray } from 'rxjs'
import { createClient, defineJob, done, failed, type HttpError, id, pending } from '../../lib/index.js'
import {
  agentImport,
  callEvaluation,
  chatTurn,
  cleanDescription,
  knowledgeBaseSync,
  simplifyPrompt,
  testRun,
  textTestRun,
} from '../../lib/jobs/index.js'
import { fakeCekura } from '../../lib/testing/index.js'
import { virtually } from '../support/virtual.js'

const clientOf = (fake: ReturnType<typeof fakeCekura>) =>
  createClient({ apiKey: 'key', fetch: fake.fetch, interval: 0, retry: false })

const exportResults = defineJob({
  name: 'export-results',
  start: {
    path: '/projects/{slug}/runs/{run_id}/export/',
    request: io.intersection([
      io.type({ slug: io.string, run_id: io.number }),
      io.partial({ format: io.keyof({ csv: null, json: null }) }),
    ]),
  },
  progress: { path: '/exports/{task_id}.json', ref: { task_id: id, slug: io.string } },
  cancel: { path: '/exports/{task_id}/cancel/' },
  statuses: { broken: failed(), ready: done({ file_url: io.string }), working: pending(), empty: done() },
})

/** Sends a request, and returns the status and the body of the answer. */
const send = async (
  fake: ReturnType<typeof fakeCekura>,
  method: string,
  path: string,
  body?: object,
): Promise<[number, unknown]> => {
  const response = await fake.fetch(`https://fake${path}`, {
    method,
    headers: { 'X-Cekura-Api-Key': 'key' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return [response.status, await response.json()]
}

test('a started job passes through its pending statuses to the first done one', (t) => {
  virtually(t, ({ expectObservable }) => {
    const fake = fakeCekura()
    const { of } = createClient({ apiKey: 'key', interval: 10, transport: fake.transport })
    const statuses$ = of(testRun)
      .run$({ agent_id: 7, scenarios: [1] })
      .pipe(map(({ status }) => status[0]))
    // pending, in_queue, scaling_up, running, in_progress, evaluating, completed
    expectObservable(statuses$).toBe('p---------i---------s---------r---------i---------e---------(c|)')
  })
})

test('the fields of a reference come from the request, otherwise they are generated', async (t) => {
  const fake = fakeCekura()
  const { of } = clientOf(fake)
  t.deepEqual(await lastValueFrom(of(agentImport).start$({ agent_id: 7 })), {
    agent_id: 7,
    progress_id: 'job-1',
  })
  t.deepEqual(await lastValueFrom(of(chatTurn).start$({ run_id: 7, content: 'Hello' })), {
    run_id: 7,
    turn_id: 1002,
  })
  t.is(await lastValueFrom(of(knowledgeBaseSync).start$({ connector_id: 7 })), 7)
  await lastValueFrom(of(agentImport).progress$({ agent_id: 7, progress_id: 'job-1' }))
  t.is((await lastValueFrom(of(knowledgeBaseSync).progress$(7))).status, 'success')
  t.deepEqual(
    [...new Set(fake.requests.map(({ method, path }) => `${method} ${path}`))],
    [
      'POST /test_framework/v2/aiagents/7/auto-fetch/',
      'POST /test_framework/v1/runs/7/chat/',
      'POST /test_framework/v1/knowledge-base-connectors/7/sync/',
      'GET /test_framework/v2/aiagents/7/auto-fetch-progress/?progress_id=job-1',
      'GET /test_framework/v1/knowledge-base-connectors/7/',
    ],
  )
})

test('jobs with the same progress path share references, but not scripts', async (t) => {
  const fake = fakeCekura()
  fake.of(testRun).script(['running', 'timeout'])
  fake.of(textTestRun).script(['completed'])
  const { of } = clientOf(fake)
  const request = { agent_id: 7, tags: ['smoke'] }
  await t.throwsAsync(lastValueFrom(of(testRun).run$(request)), { message: /test-run "1001" timeout/ })
  t.is((await lastValueFrom(of(textTestRun).run$(request))).status, 'completed')
  t.is((await lastValueFrom(of(testRun).progress$(1002))).status, 'completed')
})

test('a script can depend on the request, and answer the start itself', async (t) => {
  const fake = fakeCekura()
  const scripts = fake.of(simplifyPrompt)
  scripts.script(({ original_prompt: prompt }) =>
    prompt === 'short' ? { simplified_prompt: prompt } : ['queued', { status: 'completed', delay: 1 }],
  )
  const { run$ } = clientOf(fake).of(simplifyPrompt)
  const run = (original_prompt: string) => lastValueFrom(run$({ original_prompt }).pipe(toArray()))
  t.like(await run('short'), [{ status: 'completed', simplified_prompt: 'short' }])
  t.is(fake.requests.length, 1)
  t.like(await run('long'), [{ status: 'queued' }, { status: 'completed' }])

  scripts.script('completed')
  t.deepEqual(await run('long'), [
    {
      status: 'completed',
      simplified_prompt: 'example of simplified_prompt',
      original_prompt: 'example of original_prompt',
      skipped_simplification: false,
    },
  ])
  t.is(fake.requests.length, 5)
})

test('a start can be answered with an HTTP error or a fault', async (t) => {
  const fake = fakeCekura()
  const { start$ } = clientOf(fake).of(testRun)
  const started = () => lastValueFrom(start$({ agent_id: 7, scenarios: [1] }))
  fake.of(testRun).script({ http: 403 })
  t.like(await t.throwsAsync<HttpError>(started()), {
    status: 403,
    detail: 'You do not have permission to perform this action.',
  })
  fake.of(testRun).script({ fault: 'reset' })
  t.like(await t.throwsAsync(started()), { code: 'ECONNRESET' })
})

test('an invalid script throws at once; that of a function is an HTTP 500', async (t) => {
  const fake = fakeCekura()
  const message = 'fakeCekura: clean-description never ends with its start; pass a list of steps'
  t.throws(() => fake.of(cleanDescription).script('completed'), { instanceOf: RangeError, message })
  t.throws(() => fake.of(testRun).script([]), { message: 'fakeCekura: a job needs at least one step' })
  t.throws(() => fake.of(testRun).job(0, ['running']), {
    instanceOf: RangeError,
    message: 'fakeCekura: unusable reference of test-run',
  })
  fake.of(cleanDescription).script(() => 'completed')
  const { start$ } = clientOf(fake)
  const started = lastValueFrom(start$({ agent: 7, metric_description: 'a', eval_type: 'boolean' }))
  t.like(await t.throwsAsync<HttpError>(started), { status: 500, detail: `RangeError: ${message}` })
})

test('a job without a start is scripted by its reference', async (t) => {
  const fake = fakeCekura()
  fake.of(callEvaluation).job(7, ['evaluating', 'reviewed_failure'])
  const { progress$ } = clientOf(fake).of(callEvaluation)
  t.like(await lastValueFrom(progress$(7).pipe(toArray())), [
    { status: 'evaluating' },
    { status: 'reviewed_failure' },
  ])
  t.is(fake.requests[0]!.path, '/observability/v1/call-logs/7/')
})

test('a path without placeholders takes precedence', async (t) => {
  const statuses = { ready: done() }
  const one = defineJob({ name: 'one', progress: { path: '/x/{id}/', ref: { id } }, statuses })
  const all = defineJob({ name: 'all', progress: { path: '/x/all/' }, statuses })
  const missing = [400, { progress_id: ['This field is required.'] }]
  for (const jobs of [
    [one, all],
    [all, one],
  ]) {
    const fake = fakeCekura({ jobs })
    t.deepEqual(await send(fake, 'GET', '/x/all/'), missing)
    t.deepEqual(await send(fake, 'GET', '/x/another/'), [404, { detail: 'Not found.' }])
  }
  const path = '/observability/v1/call-logs/create_scenarios_progress/'
  t.deepEqual(await send(fakeCekura(), 'GET', path), missing)
})

test('a path is served only with its method', async (t) => {
  const fake = fakeCekura()
  const notFound = [404, { detail: 'Not found.' }]
  t.deepEqual(await send(fake, 'GET', '/test_framework/v1/metrics/simplify_prompt/'), notFound)
  t.deepEqual(await send(fake, 'POST', '/observability/v1/call-logs/7/', {}), notFound)
})

test('jobs of the user are served, also under a path prefix', async (t) => {
  const fake = fakeCekura({ jobs: [exportResults] })
  const baseUrl = 'https://fake/proxy'
  const { of } = createClient({ apiKey: 'key', baseUrl, fetch: fake.fetch, interval: 0 })
  const results = await lastValueFrom(of(exportResults).run$({ slug: '7 / b', run_id: 8 }).pipe(toArray()))
  t.like(results, [{ status: 'working' }, { status: 'ready', file_url: 'example of file_url' }])
  const ref = { task_id: 'job-1', slug: '7 / b' }
  t.is((await lastValueFrom(of(exportResults).progress$(ref))).status, 'ready')
  t.deepEqual(
    fake.requests.map(({ path }) => path),
    [
      '/proxy/projects/7%20%2F%20b/runs/8/export/',
      '/proxy/exports/job-1.json?slug=7%20%2F%20b',
      '/proxy/exports/job-1.json?slug=7%20%2F%20b',
      '/proxy/exports/job-1.json?slug=7%20%2F%20b',
    ],
  )
})

test('of() adds a job that takes precedence over the same paths', async (t) => {
  const fake = fakeCekura()
  const variant = defineJob({ ...testRun, name: 'variant' })
  fake.of(testRun).script(['failed'])
  fake.of(variant).script(['completed'])
  const run$ = clientOf(fake)
    .of(testRun)
    .run$({ agent_id: 7, scenarios: [1] })
  t.is((await lastValueFrom(run$)).status, 'completed')
  fake.of(testRun).script(['failed'])
  t.is((await lastValueFrom(run$)).status, 'completed')
})

test('a number in a path is a number in the request, a text stays text', async (t) => {
  const fake = fakeCekura({ jobs: [exportResults] })
  let request: object | undefined
  fake.of(exportResults).script((given) => {
    request = given
    return ['ready']
  })
  t.deepEqual(await send(fake, 'POST', '/projects/7/runs/8/export/', {}), [200, { task_id: 'job-1' }])
  t.deepEqual(request, { slug: '7', run_id: 8 })
  t.is((await send(fake, 'POST', '/projects/%E0%A4%A/runs/8/export/'))[0], 200)
  t.like(request, { slug: '%E0%A4%A' })
  t.deepEqual(await send(fake, 'POST', '/projects/7/runs/x/export/', { format: 'xml' }), [
    400,
    { run_id: ['This value is not valid.'], format: ['This value is not valid.'] },
  ])
})

test('an invalid request is answered with errors by field', async (t) => {
  const fake = fakeCekura()
  const required = ['This field is required.']
  const invalid = ['This value is not valid.']
  const simplify = '/test_framework/v1/metrics/simplify_prompt/'
  t.deepEqual(await send(fake, 'POST', simplify), [400, { original_prompt: required }])
  t.deepEqual(await send(fake, 'POST', simplify, { original_prompt: 'a', metric_id: '7', typo: 1 }), [
    400,
    { metric_id: invalid, typo: invalid },
  ])
  t.deepEqual(await send(fake, 'POST', '/test_framework/v1/metrics/preview/', { metric_data: {} }), [
    400,
    {
      metric_data: invalid,
      'call_log_ids or run_ids': required,
      'agent_id or project_id': required,
    },
  ])
  const nothing = defineJob({
    name: 'nothing',
    start: { path: '/nothing/', request: io.undefined },
    progress: { path: '/nothing/progress/' },
    statuses: { ready: done() },
  })
  fake.of(nothing)
  t.deepEqual(await send(fake, 'POST', '/nothing/'), [400, { non_field_errors: invalid }])
})

test('a cancelled job fails with the status cancelled, if it has one', async (t) => {
  const fake = fakeCekura({ jobs: [exportResults] })
  const { of } = clientOf(fake)
  fake.of(testRun).job(7, ['running'])
  await lastValueFrom(of(testRun).cancel$(7), { defaultValue: undefined })
  t.is(fake.requests[0]!.path, '/test_framework/v1/results/7/end_calls/')
  await t.throwsAsync(lastValueFrom(of(testRun).progress$(7)), { message: /test-run "7" cancelled/ })
  t.deepEqual(await send(fake, 'POST', '/test_framework/v1/results/7/end_calls/'), [200, {}])

  const ref = { task_id: 'a', slug: 'b' }
  fake.of(exportResults).job(ref, ['working', 'ready'])
  await lastValueFrom(of(exportResults).cancel$(ref), { defaultValue: undefined })
  t.is((await lastValueFrom(of(exportResults).progress$(ref))).status, 'ready')
  const unknown = of(exportResults).cancel$({ task_id: 'a', slug: 'c' })
  t.like(await t.throwsAsync<HttpError>(lastValueFrom(unknown)), { status: 404, detail: 'Not found.' })
})

test('all jobs are served over HTTP', async (t) => {
  const fake = fakeCekura()
  const server = await fake.listen()
  t.teardown(server.close)
  const { of } = createClient({ apiKey: 'key', baseUrl: server.url, interval: 0 })
  t.is((await lastValueFrom(of(agentImport).run$({ agent_id: 7 }))).status, 'completed')
  t.is((await lastValueFrom(of(chatTurn).run$({ run_id: 7, content: 'Hello' }))).status, 'ready')
})
