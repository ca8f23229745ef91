import test from 'ava'
import { NEVER, of, throwError } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { HttpError, JobFailedError, type ClientEvent } from '../../lib/index.js'
import { addJob } from '../../lib/model/errors.js'
import { createScreen, type Surroundings } from '../../lib/cli/screen.js'
import { concealing } from '../../lib/safety/secrets.js'

const sink = (isTTY: boolean, columns?: number) => {
  const written: string[] = []
  // However slow the machine.
  const write = (text: string) => written.push(text.replace(/\d+\.\d s/, '0.0 s'))
  return { isTTY, ...(columns !== undefined && { columns }), written, write }
}

const terminal = (columns?: number) => sink(true, columns)
const pipe = () => sink(false)

const screenOf = (given: Partial<Surroundings>) =>
  createScreen({
    stdout: pipe(),
    stderr: pipe(),
    env: {},
    json: false,
    conceal: concealing(['hush-hush']),
    ...given,
  })

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
  error: { _tag: 'Network', message: 'no answer' },
  failures: 2,
  delay: 61_234,
}

const completed = {
  status: 'completed',
  clean_description: 'first\r\n\tsecond\u001b[31m\rhush-hush\n',
  thinking: 'why \u202enot',
} as const

test('a terminal gets words: transitions and retries on stderr, the result on stdout', (t) => {
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
    '↻ retry 2 in 1 min 01 s: no answer\n',
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
    [retry],
  )
})

test('JSON is one line of printable characters, whatever the server sends', (t) => {
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
  test(`each stream by itself: ${where}`, (t) => {
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

test('a failed job ends the JSON of stdout too', (t) => {
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
  t.like(JSON.parse(stderr.written[0]!), { type: 'error', _tag: 'JobFailed', detail: 'no such agent' })
})

test('an error of another kind has its message shown', (t) => {
  const stderr = pipe()
  screenOf({ stderr }).error(new Error('disk full'))
  t.deepEqual(stderr.written, ['{"type":"error","message":"disk full"}\n'])
})

test('stopped before there was a job', (t) => {
  const stderr = terminal()
  screenOf({ stderr, env: { NO_COLOR: '1' } }).stopped()
  t.deepEqual(stderr.written, ['stopped\n'])
})

const escape = '\u001b['

test('colours on a terminal, none with NO_COLOR', (t) => {
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

test('the live line spins until the source ends, and leaves nothing on the screen', (t) => {
  const stderr = terminal()
  const screen = screenOf({ stdout: terminal(), stderr, env: { NO_COLOR: '1' } })
  new TestScheduler(() => {}).run(({ cold }) => {
    cold('160ms |').pipe(screen.live).subscribe()
  })
  t.deepEqual(stderr.written, [
    '\r⠋ asking        0.0 s\u001b[K',
    '\r⠙ asking        0.0 s\u001b[K',
    '\r\u001b[K',
  ])
})

test('the live line is erased on an error and on leaving, and before any other line', (t) => {
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

test('the live line says what is going on, and is never wider than the terminal', (t) => {
  for (const [columns, line] of [
    [0, '\r⠋ queued        0.0 s\u001b[K'],
    [80, '\r⠋ queued        0.0 s\u001b[K'],
    [8, '\r⠋ queue\u001b[K'],
  ] as const) {
    const stderr = terminal(columns)
    const screen = screenOf({ stdout: terminal(), stderr, env: { NO_COLOR: '1' } })
    screen.event(transition('queued'))
    new TestScheduler(() => {}).run(({ cold }) => cold('1ms |').pipe(screen.live).subscribe())
    t.is(stderr.written[2], line)
  }
})

test('no live line where one of the streams is no terminal, on a dumb one, and with --json', (t) => {
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
