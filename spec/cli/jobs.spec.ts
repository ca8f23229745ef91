import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { parse } from '../../lib/cli/arguments.js'
import { findJob, jobs, summaryOf, toReference, toRequest } from '../../lib/cli/jobs.js'
import { ConfigError } from '../../lib/index.js'
import {
  agentImport,
  callEvaluation,
  chatTurn,
  cleanDescription,
  scenarioAgent,
  scenarioFromTranscript,
  simplifyPrompt,
  testRun,
} from '../../lib/jobs/index.js'
import { inPipe, KEY, lines, onTerminal, quick, serving, shown } from '../support/command.js'

test('every job is found by its name, and no name is used twice', (t) => {
  t.true(jobs.length > 20)
  for (const job of jobs) t.is(findJob(job.name), job)
})

for (const [given, meant] of [
  ['testrun', 'test-run'],
  ['testRun', 'test-run'],
  ['test_run', 'test-run'],
  ['tset-run', 'test-run'],
  ['improvement', 'agent-improvement'],
  ['call-evalution', 'call-evaluation'],
] as const)
  test(`the error for an unknown job has the nearest name and the list: ${given}`, (t) => {
    const { message, option } = t.throws<ConfigError>(() => parse(['watch', '7', '--job', given]))
    t.true(
      message.startsWith(
        `unknown job; did you mean ${meant}? Otherwise use agent-import, agent-improvement, `,
      ),
    )
    t.true(message.endsWith(', text-test-run; see rx-cekura --help'))
    t.is(option, 'job')
  })

for (const given of ['', 'x', 'completely-different', 'toString', 'x'.repeat(100_000)])
  test(`the error for an unknown job without a near name has the list: ${given.slice(0, 30)}`, (t) => {
    t.throws(() => findJob(given), { message: /^unknown job; use agent-import, agent-improvement, / })
  })

test('a reference is parsed as messages show it', (t) => {
  t.deepEqual(toReference(cleanDescription, '4711'), { ref: '4711', id: '4711' })
  t.deepEqual(toReference(cleanDescription, 'a/b'), { ref: 'a/b', id: 'a/b' })
  t.deepEqual(toReference(testRun, '4711'), { ref: 4711, id: '4711' })
  t.deepEqual(toReference(agentImport, '7/abc'), { ref: { agent_id: 7, progress_id: 'abc' }, id: '7/abc' })
  t.deepEqual(toReference(agentImport, '7/12/13'), {
    ref: { agent_id: 7, progress_id: '12/13' },
    id: '7/12/13',
  })
  t.deepEqual(toReference(chatTurn, '7/0'), { ref: { run_id: 7, turn_id: 0 }, id: '7/0' })
})

for (const [job, given, problem] of [
  [testRun, 'abc', 'test-run jobs are watched by id; id: expected positive whole number, got string'],
  [testRun, '0', 'test-run jobs are watched by id; id: expected positive whole number, got number'],
  [testRun, '1e3', 'test-run jobs are watched by id; id: expected positive whole number, got string'],
  [testRun, '', 'test-run jobs are watched by id; id: expected positive whole number, got empty string'],
  [
    cleanDescription,
    ' \t',
    'clean-description jobs are watched by progress_id; progress_id: expected non-blank string, got blank string',
  ],
  [
    agentImport,
    'x',
    'agent-import jobs are watched by agent_id/progress_id; agent_id: expected positive whole number, got string; progress_id: expected non-blank string, got empty string',
  ],
  [
    agentImport,
    '7',
    'agent-import jobs are watched by agent_id/progress_id; progress_id: expected non-blank string, got empty string',
  ],
] as const)
  test(`an invalid reference of ${job.name} is refused: "${given}"`, (t) => {
    t.throws(() => toReference(job, given), {
      instanceOf: ConfigError,
      message: `${problem}; see rx-cekura --help`,
    })
  })

for (const [job, given, problem] of [
  [agentImport, 'hush-hush', '--request is not JSON; to read a file, write @ before its path'],
  [agentImport, "{'hush-hush'", '--request is not JSON; see'],
  [agentImport, '[hush-hush', '--request is not JSON; see'],
  [agentImport, '', '--request is empty; see'],
  [agentImport, '{}', 'a request of agent-import: agent_id: expected positive whole number, got undefined'],
  [
    agentImport,
    '{"agent_id":"hush-hush","agentid":7}',
    'a request of agent-import: agent_id: expected positive whole number, got string; agentid: expected one of agent_id, got number',
  ],
  [
    testRun,
    '{"agent_id":7,"scenarios":[1,"x"]}',
    'a request of test-run: scenarios.1: expected positive whole number, got string',
  ],
  [simplifyPrompt, 'null', 'a request of simplify-prompt: request: expected object, got null'],
  [
    testRun,
    '{"agent_id":7,"folder_path":"/a"}',
    'a request of test-run: folder_path,project_id or tags or scenarios: expected at least one, got undefined',
  ],
  [chatTurn, '{"run_id":7,"metadata":1}', 'a request of chat-turn: metadata: expected object, got number'],
  [
    testRun,
    '{"agent_id":7,"scenarios":1,"tags":1}',
    'a request of test-run: tags: expected list of strings, got number; scenarios: expected list of positive whole numbers, got number',
  ],
  [
    callEvaluation,
    '{}',
    'call-evaluation cannot be started here; watch it: rx-cekura watch <id> --job call-evaluation',
  ],
] as const)
  test(`an invalid request of ${job.name} is refused: ${given}`, (t) => {
    const { message } = t.throws(() => toRequest(job, given), { instanceOf: ConfigError })
    t.true(message.startsWith(problem), message)
    t.true(message.endsWith('; see rx-cekura --help'))
    t.false(message.includes('hush'))
  })

test('a valid request is passed on unchanged', (t) => {
  t.deepEqual(toRequest(agentImport, ' {"agent_id": 7} '), { agent_id: 7 })
})

test('a summary has phases, reference and required fields', (t) => {
  t.deepEqual(summaryOf(testRun), {
    job: 'test-run',
    statuses: {
      pending: 'pending',
      in_queue: 'pending',
      scaling_up: 'pending',
      running: 'pending',
      in_progress: 'pending',
      evaluating: 'pending',
      completed: 'done',
      failed: 'failed',
      timeout: 'failed',
      cancelled: 'failed',
      otherwise: 'pending',
    },
    reference: { id: 'positive whole number' },
    request: {
      'agent_id or assistant_id': 'at least one',
      'folder_path,project_id or tags or scenarios': 'at least one',
    },
  })
  t.deepEqual(summaryOf(agentImport).reference, {
    agent_id: 'positive whole number',
    progress_id: 'non-blank string',
  })
  t.is(summaryOf(callEvaluation).request, null)
  t.deepEqual(summaryOf(scenarioAgent).request, {})
})

test('a list is named in plain words', (t) => {
  t.deepEqual(summaryOf(scenarioFromTranscript).request, {
    transcript_json: 'list of objects',
    'agent or assistant_id': 'at least one',
  })
})

test.serial('jobs in a pipe: one JSON object per line', async (t) => {
  const { code, stdout, stderr } = await inPipe(t, ['jobs']).ended
  t.is(code, 0)
  t.is(stderr, '')
  t.deepEqual(
    lines(stdout).map(({ job }) => job),
    jobs.map(({ name }) => name),
  )
})

test.serial('jobs on a terminal: a table', async (t) => {
  const { code, stdout } = await onTerminal(t, ['jobs'], { NO_COLOR: '1' }).ended
  t.is(code, 0)
  t.true(stdout.includes('call-evaluation\r\n  pending     evaluating, any other\r\n'))
})

test.serial('watch takes any job by its reference', async (t) => {
  const { of, env, requests } = await serving(t)
  of(agentImport).job({ agent_id: 7, progress_id: 'abc' }, [
    'queued',
    { status: 'in_progress', current_stage: 'reading' },
    { status: 'in_progress', current_stage: 'writing' },
    'completed',
  ])
  const { code, stdout } = await inPipe(t, ['watch', '7/abc', '--job', 'agent-import', ...quick], env).ended
  t.is(code, 0)
  t.deepEqual(
    lines(stdout).map(({ status, progress_id, current_stage }) => [status, progress_id, current_stage]),
    [
      ['queued', '7/abc', ''],
      ['in_progress', '7/abc', 'reading'],
      ['in_progress', '7/abc', 'writing'],
      ['completed', '7/abc', ''],
    ],
  )
  t.is(requests[0]!.path, '/test_framework/v2/aiagents/7/auto-fetch-progress/?progress_id=abc')
})

test.serial('the exit code of a failed job is 1 for each failed status', async (t) => {
  const { of, env } = await serving(t)
  of(testRun).job(4711, ['running', 'timeout'])
  const { code, stdout } = await inPipe(t, ['watch', '4711', '--job', 'test-run', ...quick], env).ended
  t.is(code, 1)
  t.like(lines(stdout).at(-1), { status: 'timeout', progress_id: '4711' })
})

const request = '{"agent_id":7,"scenarios":[1,2]}'

for (const from of ['an argument', 'a file', 'standard input'] as const)
  test.serial(`run starts a job with a request from ${from}`, async (t) => {
    const { env, requests } = await serving(t)
    const folder = mkdtempSync(join(tmpdir(), 'rx-cekura-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'request.json')
    writeFileSync(file, request)
    const given = { 'an argument': request, 'a file': `@${file}`, 'standard input': '-' }[from]
    const { stdin, ended } = inPipe(t, ['run', '--job', 'test-run', '--request', given, ...quick], env)
    stdin.end(request)
    const { code, stdout, stderr } = await ended
    t.is(code, 0)
    t.is(lines(stdout).at(-1)!['status'], 'completed')
    t.like(lines(stderr)[0], {
      type: 'begin',
      job: 'test-run',
      progress_id: lines(stdout)[0]!['progress_id'],
    })
    t.is(requests[0]!.path, '/test_framework/v1/scenarios/run_scenarios/')
    t.deepEqual(JSON.parse(requests[0]!.body!), { agent_id: 7, scenarios: [1, 2] })
  })

for (const [encoding, bytes] of [
  ['UTF-8', Buffer.from('{"original_prompt":"Grüße"}')],
  ['UTF-8 with a byte order mark and CRLF', Buffer.from('\ufeff{\r\n"original_prompt":"Grüße"}\r\n')],
  ['UTF-16', Buffer.from('\ufeff{"original_prompt":"Grüße"}', 'utf16le')],
  ['Latin-1', Buffer.from('{"original_prompt":"Grüße"}', 'latin1')],
  ['UTF-8, cut off', Buffer.from('{"original_prompt":"Grüße"}').subarray(0, 23)],
] as const)
  test.serial(`a request file is UTF-8: ${encoding}`, async (t) => {
    const { of, env, requests } = await serving(t)
    of(simplifyPrompt).script({ simplified_prompt: 'x' })
    const folder = mkdtempSync(join(tmpdir(), 'rx-cekura-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'request.json')
    writeFileSync(file, bytes)
    const asked = ['run', '--job', 'simplify-prompt', '--request', `@${file}`]
    const { code, stderr } = await inPipe(t, asked, env).ended
    const isRead = encoding.startsWith('UTF-8') && !encoding.endsWith('cut off')
    t.is(code, isRead ? 0 : 2)
    t.is(stderr, isRead ? '' : 'error: the file of --request cannot be read: it is not UTF-8\n')
    t.deepEqual(
      requests.map(({ body }) => JSON.parse(body!) as unknown),
      isRead ? [{ original_prompt: 'Grüße' }] : [],
    )
  })

test.serial('a job that finishes at once has a result and no id', async (t) => {
  const { of, env } = await serving(t)
  of(simplifyPrompt).script({ simplified_prompt: 'Greet the caller.' })
  const asked = ['run', '--job', 'simplify-prompt', '--request', '{"original_prompt":"x"}']
  const { code, stdout, stderr } = await inPipe(t, asked, env).ended
  t.is(code, 0)
  t.is(stderr, '')
  t.like(lines(stdout)[0], { status: 'completed', simplified_prompt: 'Greet the caller.' })
  t.false('progress_id' in lines(stdout)[0]!)
})

for (const [what, args, message] of [
  ['a wrong request', ['run', '--job', 'test-run', '--request', '{"agent_id":"x"}'], /agent_id: expected/],
  ['a request that is no JSON', ['run', '--job', 'test-run', '--request', 'x'], /not JSON/],
  [
    'a request file that is not there',
    ['run', '--job', 'test-run', '--request', `@/${KEY}`],
    /file of --request cannot be read: ENOENT, no such file or directory\n$/,
  ],
  ['an unknown job', ['run', '--job', 'testrun', '--request', request], /did you mean test-run\?/],
  ['a wrong reference', ['watch', 'x', '--job', 'test-run'], /id: expected positive whole number/],
] as const)
  test.serial(`${what}: 2, before any request`, async (t) => {
    const { env, requests } = await serving(t)
    const { code, stdout, stderr } = await inPipe(t, args, env).ended
    t.is(code, 2)
    t.is(stdout, '')
    t.regex(stderr, message)
    t.is(requests.length, 0)
  })

test.serial('the live line shows the counts of a test run', async (t) => {
  const { of, env } = await serving(t)
  const counts = { total_runs_count: '20', completed_runs_count: '12' }
  of(testRun).job(4711, [
    { status: 'running', ...counts },
    { status: 'running', ...counts, delay: 300 },
    { status: 'completed', ...counts },
  ])
  const asked = ['watch', '4711', '--job', 'test-run', ...quick]
  const { code, stdout } = await onTerminal(t, asked, { ...env, NO_COLOR: '1' }).ended
  t.is(code, 0)
  t.true(/\r[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] running {5}12 of 20 runs /.test(stdout))
  t.true(shown(stdout).includes('\n\nTotal runs count     20\nCompleted runs count 12\n'))
  t.false(shown(stdout).includes('Runs\n'))
})

for (const [name, last] of [
  ['test-run', { status: 'completed', total_runs_count: 9, completed_runs_count: 9 }],
  ['preview-metric', { status: 'completed' }],
] as const)
  test(`demo runs any job: ${name}`, async (t) => {
    const { code, stdout, stderr } = await inPipe(t, ['demo', '--job', name]).ended
    t.is(code, 0)
    t.like(lines(stdout).at(-1), last)
    t.deepEqual(
      lines(stderr).map(({ type }) => type),
      ['retry'],
    )
  })
