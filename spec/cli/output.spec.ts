import test from 'ava'
import * as io from 'io-ts'
import { NEVER, of, throwError } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import {
  ConfigError,
  DeadlineError,
  defineJob,
  done,
  failed,
  HttpError,
  JobFailedError,
  pending,
  type ClientEvent,
} from '../../lib/index.js'
import { addJob } from '../../lib/model/errors.js'
import { createOutput, type Surroundings } from '../../lib/cli/output.js'
import { agentTools, cleanDescription } from '../../lib/jobs/index.js'
import type { AnyJob } from '../../lib/model/job.js'
import { shellWordsOf } from '../../lib/cli/words.js'
import { createSecrets } from '../../lib/safety/secrets.js'

const sink = (isTTY: boolean, columns?: number) => {
  const written: string[] = []
  // However slow the machine.
  const write = (text: string) => written.push(text.replace(/\d+\.\d s/, '0.0 s'))
  return { isTTY, ...(columns !== undefined && { columns }), written, write }
}

const terminal = (columns?: number) => sink(true, columns)
const pipe = () => sink(false)

const outputOf = (given: Partial<Surroundings>) =>
  createOutput({
    stdout: pipe(),
    stderr: pipe(),
    env: {},
    json: false,
    conceal: createSecrets().add(['hush-hush']),
    words: shellWordsOf([]),
    ...given,
  })

const screenOf = (given: Partial<Surroundings>, job: AnyJob = cleanDescription, id?: string) => {
  const output = outputOf(given)
  return { ...output, ...output.watching(job, id) }
}

const transition = (to: 'queued' | 'completed' | 'failed'): ClientEvent => ({
  type: 'transition',
  job: 'clean-description',
  progressId: 'a',
  from: null,
  to,
  elapsed: 0,
})

const retry: ClientEvent = {
  type: 'retry',
  job: 'clean-description',
  progressId: 'a',
  error: { _tag: 'Network', message: 'no answer; check network and baseUrl' },
  failures: 2,
  delay: 61_234,
}

const completed = {
  status: 'completed',
  clean_description: 'first\r\n\tsecond\u001b[31m\rhush-hush\n',
  thinking: 'why \u202enot',
} as const

test('a terminal gets text: transitions and retries on stderr, the result on stdout', (t) => {
  const [stdout, stderr] = [terminal(), terminal()]
  const screen = screenOf({ stdout, stderr, env: { NO_COLOR: '1', TERM: 'dumb' } })
  screen.note('a note')
  screen.event(transition('queued'))
  screen.progress({ status: 'queued' })
  t.deepEqual(stdout.written, [])
  screen.event(retry)
  screen.event(transition('completed'))
  screen.progress(completed)
  screen.stopped()
  t.deepEqual(stderr.written, [
    'a note\n',
    'job a\n',
    '○ queued        0.0 s\n',
    '↻ retry 2 in 1 min 01 s: no answer; check network and --base-url\n',
    '✔ completed     0.0 s\n',
    'stopped watching a\n',
  ])
  t.deepEqual(stdout.written, [
    '\nClean description\nfirst\n    second\\u001b[31m\\u000d[secret]\n\nThinking\nwhy \\u202enot\n',
  ])
})

test('a pipe gets JSON: transitions on stdout, retries on stderr, no notes', (t) => {
  const [stdout, stderr] = [pipe(), pipe()]
  const screen = screenOf({ stdout, stderr })
  screen.note('a note')
  screen.event(transition('queued'))
  screen.progress({ status: 'queued' })
  screen.event(retry)
  screen.event(transition('completed'))
  screen.progress(completed)
  screen.stopped()
  t.like(JSON.parse(stdout.written[0]!), { status: 'queued', progress_id: 'a' })
  t.deepEqual(Object.keys(JSON.parse(stdout.written[0]!) as object), ['status', 'progress_id', 'elapsed'])
  t.like(JSON.parse(stdout.written[1]!), {
    ...completed,
    clean_description: completed.clean_description.replace('hush-hush', '[secret]'),
  })
  t.is(stdout.written.length, 2)
  t.deepEqual(
    stderr.written.map((line) => JSON.parse(line) as unknown),
    [
      { type: 'begin', job: 'clean-description', progress_id: 'a' },
      {
        type: 'retry',
        job: 'clean-description',
        progress_id: 'a',
        error: { _tag: 'Network', message: 'no answer; check network and --base-url' },
        failures: 2,
        delay: 61_234,
      },
    ],
  )
})

test('JSON is one line of printable characters for any response', (t) => {
  const stdout = pipe()
  const screen = screenOf({ stdout })
  const thinking = '\u001b[2J \u009b31m \u007f \u202e \u2028 \u{e0001} \ud800 ü 字 👩‍🚀'
  screen.progress({ status: 'completed', clean_description: '', thinking })
  t.regex(stdout.written[0]!, /^[^\p{C}\p{Zl}\p{Zp}]*\n$/u)
  t.true(stdout.written[0]!.includes('ü 字'))
  t.like(JSON.parse(stdout.written[0]!), { thinking })
})

for (const [where, stdout, stderr, json] of [
  ['two terminals', terminal(), terminal(), false],
  ['two pipes', pipe(), pipe(), false],
  ['a pipe and a terminal', pipe(), terminal(), false],
  ['a terminal and a pipe', terminal(), pipe(), false],
  ['two terminals, --json', terminal(), terminal(), true],
] as const)
  test(`each stream has its own format: ${where}`, (t) => {
    const screen = screenOf({ stdout, stderr, json })
    screen.event(transition('completed'))
    screen.progress(completed)
    screen.error(new HttpError('it \u001b went wrong: hush-hush', 404, 'hush-hush'))
    const [result, rest] = [stdout.written.join(''), stderr.written.join('')]
    t.is(result.startsWith('{"status":"completed"'), !stdout.isTTY || json)
    t.is(result.includes('Thinking'), stdout.isTTY && !json)
    t.is(rest.includes('{"type":"error","message":"it \\u001b went wrong: [secret]",'), !stderr.isTTY || json)
    t.is(rest.includes(' it \\u001b went wrong: [secret]\n'), stderr.isTTY && !json)
  })

test('a failed job is the last JSON line of stdout', (t) => {
  const [stdout, stderr] = [pipe(), pipe()]
  const screen = screenOf({ stdout, stderr })
  screen.event(transition('failed'))
  screen.error(
    addJob(new JobFailedError('job "a" failed', 'failed', 'no such agent', {}), {
      job: 'clean-description',
      progressId: 'a',
    }),
  )
  screen.error(
    addJob(new JobFailedError('job "a" failed', 'failed', undefined, {}), {
      job: 'clean-description',
      progressId: 'a',
    }),
  )
  const lines = stdout.written.map((line) => JSON.parse(line) as object)
  t.like(lines[0], { status: 'failed', progress_id: 'a', error: 'no such agent' })
  t.like(lines[1], { status: 'failed', progress_id: 'a', error: null })
  t.like(JSON.parse(stderr.written[1]!), { type: 'error', _tag: 'JobFailed', detail: 'no such agent' })
})

test('an error of another kind is shown by its message', (t) => {
  const stderr = pipe()
  screenOf({ stderr }).error(new Error('disk full'))
  t.deepEqual(stderr.written, ['{"type":"error","message":"disk full"}\n'])
})

test('stopping before a job is started is reported', (t) => {
  const stderr = terminal()
  outputOf({ stderr, env: { NO_COLOR: '1' } }).stopped()
  t.deepEqual(stderr.written, ['stopped\n'])
})

const escape = '\u001b['

test('a terminal has colours, with NO_COLOR none', (t) => {
  for (const env of [{}, { NO_COLOR: '' }, { NO_COLOR: '1' }]) {
    const [stdout, stderr] = [terminal(), terminal()]
    const screen = screenOf({ stdout, stderr, env })
    screen.event(transition('failed'))
    screen.progress(completed)
    const isColored = env.NO_COLOR !== '1'
    t.is(stderr.written.join('').includes(`${escape}31m`), isColored)
    t.is(stdout.written.join('').includes(escape), isColored)
  }
})

const virtually = (run: () => void): void =>
  new TestScheduler(() => {}).run(({ flush }) => {
    run()
    flush()
  })

test('the live line spins until the source ends, then is erased', (t) => {
  const stderr = terminal()
  const screen = screenOf({ stdout: terminal(), stderr, env: { NO_COLOR: '1' } })
  new TestScheduler(() => {}).run(({ cold }) => {
    cold('160ms |').pipe(screen.live).subscribe()
  })
  t.deepEqual(stderr.written, [
    '\r⠋ requesting    0.0 s\u001b[K',
    '\r⠙ requesting    0.0 s\u001b[K',
    '\r\u001b[K',
  ])
})

test('the live line is erased on an error, on unsubscribing and before any other line', (t) => {
  const stderr = terminal()
  const screen = screenOf({ stdout: terminal(), stderr, env: { NO_COLOR: '1' } })
  virtually(() =>
    throwError(() => 'x')
      .pipe(screen.live)
      .subscribe({ error: () => {} }),
  )
  t.is(stderr.written.at(-1), '\r\u001b[K')
  virtually(() => NEVER.pipe(screen.live).subscribe().unsubscribe())
  t.is(stderr.written.at(-1), '\r\u001b[K')
  screen.note('a note')
  t.is(stderr.written.at(-1), '\r\u001b[Ka note\n')
})

test('the live line shows the status, and is never wider than the terminal', (t) => {
  for (const [columns, line] of [
    [0, '\r⠋ queued        0.0 s\u001b[K'],
    [80, '\r⠋ queued        0.0 s\u001b[K'],
    [20, '\r⠋ queued      0.0 s\u001b[K'],
    [8, '\r⠋ 0.0 s\u001b[K'],
    [2, '\r⠋ \u001b[K'],
  ] as const) {
    const stderr = terminal(columns)
    const screen = screenOf({ stdout: terminal(), stderr, env: { NO_COLOR: '1' } })
    screen.event(transition('queued'))
    new TestScheduler(() => {}).run(({ cold }) => cold('1ms |').pipe(screen.live).subscribe())
    t.is(stderr.written[2], line)
  }
})

test('without two terminals, on a dumb one or with --json, there is no live line', (t) => {
  for (const surroundings of [
    { stderr: terminal() },
    { stdout: terminal() },
    { stdout: terminal(), stderr: terminal(), env: { TERM: 'dumb' } },
    { stdout: terminal(), stderr: terminal(), json: true },
  ]) {
    const source = of(0)
    t.is(screenOf(surroundings).live(source), source)
  }
})

/** A job whose runs are counted, with stages and words of its own. */
const counting = defineJob({
  name: 'counting',
  progress: {
    path: '/',
    fields: {
      current_stage: io.unknown,
      total_runs_count: io.unknown,
      completed_runs_count: io.unknown,
      failed_runs_count: io.unknown,
    },
    changes: ['current_stage', 'total_runs_count', 'completed_runs_count', 'failed_runs_count'],
  },
  statuses: { waiting: pending(), running: pending(), good: done(), lost: failed(), otherwise: pending() },
})

const to = (status: string): ClientEvent =>
  ({ ...transition('queued'), job: 'counting', to: status }) as ClientEvent

const liveLine = (progress: object) => {
  const stderr = terminal()
  const screen = screenOf({ stdout: terminal(), stderr, env: { NO_COLOR: '1' } }, counting, 'a')
  screen.event(to('running'))
  screen.progress({ status: 'running', ...progress })
  new TestScheduler(() => {}).run(({ cold }) => cold('1ms |').pipe(screen.live).subscribe())
  return stderr.written.at(-2)
}

for (const [progress, line] of [
  [{}, 'running       0.0 s'],
  [{ current_stage: 'reading \u001b[2J hush-hush' }, 'running    reading \\u001b[2J [secret]    0.0 s'],
  [{ total_runs_count: 20, completed_runs_count: 12 }, 'running    12 of 20 runs    0.0 s'],
  [{ total_runs_count: 20, completed_runs_count: 0 }, 'running    0 of 20 runs    0.0 s'],
  [{ total_runs_count: 0, completed_runs_count: 0 }, 'running       0.0 s'],
  [{ completed_runs_count: 3, failed_runs_count: 0 }, 'running    3 completed runs    0.0 s'],
  [
    { current_stage: 'voice', total_runs_count: 20, completed_runs_count: 12, failed_runs_count: 2 },
    'running    voice, 12 of 20 runs, 2 failed runs    0.0 s',
  ],
  [{ current_stage: 'x'.repeat(100) }, `running    ${'x'.repeat(58)}   0.0 s`],
  [{ current_stage: '読'.repeat(100) }, `running    ${'読'.repeat(29)}   0.0 s`],
  [{ current_stage: 'y😀'.repeat(100) }, `running    ${'y😀'.repeat(19)}y   0.0 s`],
  [{ current_stage: null, failed_runs_count: true }, 'running       0.0 s'],
] as const)
  test(`the live line shows changing fields: ${JSON.stringify(progress)}`, (t) => {
    t.is(liveLine(progress), `\r⠋ ${line}\u001b[K`)
  })

test('the live line counts the seconds until a retry', (t) => {
  const stderr = terminal()
  const screen = screenOf({ stdout: terminal(), stderr, env: { NO_COLOR: '1' } })
  screen.event({ ...retry, delay: 2950 })
  new TestScheduler(() => {}).run(({ cold }) => cold('1ms |').pipe(screen.live).subscribe())
  t.is(stderr.written.at(-2), '\r⠋ retrying in 3 s    0.0 s\u001b[K')
})

test('marks show the phase of a status: first, pending, done, failed', (t) => {
  const stderr = terminal()
  const screen = screenOf({ stderr, env: { NO_COLOR: '1' } }, counting, 'a')
  for (const status of ['waiting', 'running', 'odd\n', 'good', 'lost']) screen.event(to(status))
  t.deepEqual(
    stderr.written.map((line) => line.slice(0, 9)),
    ['job a\n', '○ waiting', '◐ running', '◐ odd\\u00', '✔ good   ', '✖ lost   '],
  )
})

test("times of transitions are aligned after the job's longest status", (t) => {
  const stderr = terminal()
  const screen = screenOf({ stderr, env: { NO_COLOR: '1' } }, agentTools, 'a')
  for (const status of ['in_progress', 'completed']) screen.event(to(status))
  t.deepEqual(stderr.written.slice(1), ['○ in_progress    0.0 s\n', '✔ completed      0.0 s\n'])
})

test('a terminal shows every field of a result: numbers as rows, others under a heading', (t) => {
  const stdout = terminal()
  const screen = screenOf({ stdout, env: { NO_COLOR: '1' } }, counting, 'a')
  screen.progress({ status: 'running', total_runs_count: 20 })
  t.deepEqual(stdout.written, [])
  screen.progress({
    status: 'good',
    total_runs_count: 20,
    runs: { 'hush-hush': ['\u001b[2J'] },
    empty: '',
    none: null,
    list: [],
    hush: false,
  })
  t.deepEqual(stdout.written, [
    '\nTotal runs count 20\nHush             false\n' +
      '\nRuns\n{\n  "[secret]": [\n    "\\u001b[2J"\n  ]\n}\n',
  ])
})

test('a pipe gets every field of a response, and no secret in a name', (t) => {
  const stdout = pipe()
  const screen = screenOf({ stdout }, counting, 'a')
  screen.event(to('running'))
  const answer = {
    elapsed: 'x',
    runs: { 'hush-hush': { n: [1, null, true] } },
    progress_id: 'x',
    status: 'running',
  }
  screen.progress(answer)
  const line = JSON.parse(stdout.written[0]!) as object
  t.deepEqual(Object.keys(line), ['status', 'progress_id', 'elapsed', 'runs'])
  t.like(line, { status: 'running', progress_id: 'a', runs: { '[secret]': { n: [1, null, true] } } })
})

test('a response nested too deeply for JSON is cut off', (t) => {
  const answer = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown
  for (const stdout of [pipe(), terminal()]) {
    screenOf({ stdout, env: { NO_COLOR: '1' } }, counting, 'a').progress({ status: 'good', answer })
    t.true(stdout.written[0]!.includes('"…"'))
  }
})

test('a failed job ends the JSON with its status and fields', (t) => {
  const stdout = pipe()
  const screen = screenOf({ stdout }, counting, 'a')
  const error = new JobFailedError('counting "a" lost', 'lost', 'too late', {
    status: 'lost',
    total_runs_count: 20,
  })
  screen.error(addJob(error, { job: 'counting', progressId: 'a' }))
  t.like(JSON.parse(stdout.written[0]!), {
    status: 'lost',
    progress_id: 'a',
    error: 'too late',
    total_runs_count: 20,
  })
})

test('errors in JSON have progress_id and whole milliseconds', (t) => {
  const stderr = pipe()
  const screen = screenOf({ stderr })
  const late = addJob(
    new DeadlineError('counting "a": not ended; raise deadline or watch it again', 12.7, 'running'),
    {
      job: 'counting',
      progressId: 'a',
    },
  )
  screen.error(late)
  screen.event({ ...retry, error: late.toJSON(), delay: 1.2 } as unknown as ClientEvent)
  t.like(JSON.parse(stderr.written[0]!), {
    type: 'error',
    message: 'counting "a": not ended; raise --deadline or watch it again',
    progress_id: 'a',
    elapsed: 13,
  })
  t.like(JSON.parse(stderr.written[2]!), {
    type: 'retry',
    delay: 1,
    error: { progress_id: 'a', elapsed: 13 },
  })
  t.false(stderr.written.join('').includes('progressId'))
})

test('a usage error is text without --json, and has no control characters', (t) => {
  for (const json of [false, true]) {
    const stderr = pipe()
    outputOf({ stderr, json }).error(new ConfigError('baseUrl: \u001b hush-hush', 'baseUrl'))
    const shown = json ? (JSON.parse(stderr.written[0]!) as object) : stderr.written[0]
    if (json)
      t.like(shown, {
        type: 'error',
        _tag: 'Config',
        option: '--base-url',
        message: '--base-url: \u001b [secret]',
      })
    else t.is(shown, 'error: --base-url: \\u001b [secret]\n')
  }
})

test('a given id is known before the first event, and has no begin line', (t) => {
  const [stderr, lines] = [terminal(), pipe()]
  screenOf({ stderr, env: { NO_COLOR: '1' } }, counting, '7/\u001b').stopped()
  t.deepEqual(stderr.written, ['stopped watching 7/\\u001b\n'])
  screenOf({ stderr: lines }, counting, 'a').event(to('running'))
  t.deepEqual(lines.written, [])
})

const summaries = [
  {
    job: 'a-job',
    statuses: { queued: 'pending', otherwise: 'pending', good: 'done' },
    reference: { agent_id: 'number', progress_id: 'string' },
    request: Object.fromEntries(
      ['one', 'two', 'three', 'four', 'five'].map((name) => [name, 'positive number']),
    ),
  },
  { job: 'b-job', statuses: { good: 'done', bad: 'failed' }, reference: { id: 'number' }, request: null },
  { job: 'c-job', statuses: { good: 'done' }, reference: { id: 'number' }, request: {} },
] as const

test('jobs are a table on a terminal, no wider than the terminal', (t) => {
  const stdout = terminal(60)
  outputOf({ stdout, env: { NO_COLOR: '1' } }).jobs(summaries)
  t.is(
    stdout.written.join(''),
    [
      'a-job',
      '  pending     queued, any other',
      '  done        good',
      '  reference   agent_id/progress_id',
      '  request     one: positive number, two: positive number,',
      '              three: positive number, four: positive number,',
      '              five: positive number',
      '',
      'b-job',
      '  done        good',
      '  failed      bad',
      '  reference   id',
      '  request     none: this job can only be watched',
      '',
      'c-job',
      '  done        good',
      '  reference   id',
      '  request     {}',
      '',
    ].join('\n'),
  )
})

test('jobs are one JSON object per line in a pipe', (t) => {
  const stdout = pipe()
  outputOf({ stdout }).jobs(summaries)
  t.deepEqual(
    stdout.written.map((line) => JSON.parse(line) as unknown),
    [...summaries],
  )
})
