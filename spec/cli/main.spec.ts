import { once } from 'node:events'
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { fakeCekura } from '../../lib/testing/index.js'
import {
  command,
  inPipe,
  KEY,
  lines,
  onTerminal,
  quick,
  quoted,
  serving,
  shown,
  start,
} from '../support/command.js'
import { until } from '../support/until.js'

/* The command line as its users meet it: processes against a real server. */

/** True if the epoll of the process has standard input among its targets. */
const isReadingStdin = (pid: number): boolean => {
  try {
    const folder = `/proc/${pid}/fdinfo`
    return readdirSync(folder).some((fd) => /^tfd: +0 /m.test(readFileSync(join(folder, fd), 'utf8')))
  } catch {
    return false // a descriptor was closed meanwhile
  }
}

test.serial('watch in a pipe: only JSON lines on stdout, and 0', async (t) => {
  const { job, env, requests } = await serving(t)
  job('a b', ['queued', 'queued', 'processing', 'completed'])
  const { code, stdout, stderr } = await inPipe(t, ['watch', 'a b', ...quick], env).ended
  t.is(stderr, '')
  t.is(code, 0)
  const transitions = lines(stdout)
  t.deepEqual(
    transitions.map(({ status, progress_id }) => [status, progress_id]),
    [
      ['queued', 'a b'],
      ['processing', 'a b'],
      ['completed', 'a b'],
    ],
  )
  t.true(transitions.every(({ elapsed }) => Number.isInteger(elapsed)))
  t.is(typeof transitions[2]!['clean_description'], 'string')
  t.is(typeof transitions[2]!['thinking'], 'string')
  t.is(requests.length, 4)
})

test.serial('generate starts one job from its options, and watches it', async (t) => {
  const { env, requests } = await serving(t)
  const asked = ['--agent', '7', '--eval-type', 'rating', '--description', 'Was it "nice"?']
  const { code, stdout, stderr } = await inPipe(t, ['generate', ...asked, ...quick], env).ended
  t.deepEqual(lines(stderr), [{ type: 'begin', job: 'clean-description', progress_id: 'job-1' }])
  t.is(code, 0)
  t.is(lines(stdout).at(-1)!['progress_id'], 'job-1')
  t.deepEqual(JSON.parse(requests[0]!.body!), {
    agent: 7,
    eval_type: 'rating',
    metric_description: 'Was it "nice"?',
  })
  t.is(requests.filter(({ method }) => method === 'POST').length, 1)
})

test.serial('a failed job: 1, its status on stdout, the error on stderr', async (t) => {
  const { job, env } = await serving(t)
  job('a', ['queued', { status: 'failed', error: `no such agent ${KEY}` }])
  const { code, stdout, stderr } = await inPipe(t, ['watch', 'a', ...quick], env).ended
  t.is(code, 1)
  t.like(lines(stdout).at(-1), { status: 'failed', progress_id: 'a', error: 'no such agent [secret]' })
  t.like(lines(stderr)[0], {
    type: 'error',
    _tag: 'JobFailed',
    message: 'clean-description "a" failed: no such agent [secret]; start another job',
  })
})

for (const [title, args, env, message] of [
  ['no command', [], {}, /no command/],
  ['a key as an argument', ['watch', 'a', `--api-key=${KEY}`], {}, /process lists .* show/],
  ['no key', ['watch', 'a'], {}, /no API key: set CEKURA_API_KEY/],
  [
    'an option that cannot be used',
    ['watch', 'a', '--base-url', 'http://a.b'],
    {},
    /--base-url: http: to a host that is not loopback; see rx-cekura --help$/,
  ],
  [
    'an id that cannot be used',
    ['watch', ''],
    { CEKURA_API_KEY: KEY },
    /clean-description jobs are watched by progress_id; progress_id: expected non-blank string, got empty string/,
  ],
  [
    'a key that cannot be used',
    ['watch', 'a'],
    { CEKURA_API_KEY: `${KEY}\n` },
    /CEKURA_API_KEY: contains a line break; see rx-cekura --help$/,
  ],
  [
    'a key file that is not there',
    ['watch', 'a', '--key-file', `/${KEY}`],
    {},
    /--key-file cannot be read: ENOENT, no such file or directory$/,
  ],
  [
    'a key file that is a directory',
    ['watch', 'a', '--key-file', 'lib'],
    {},
    /--key-file cannot be read: EISDIR, illegal operation on a directory$/,
  ],
  [
    'a key file that is none',
    ['watch', 'a', '--key-file', 'package-lock.json'],
    {},
    /--key-file cannot be read: it is longer than 4096 characters/,
  ],
] as const)
  test.serial(`usage: 2 for ${title}, one line of text or JSON on stderr`, async (t) => {
    const words = await inPipe(t, args, env).ended
    t.is(words.code, 2)
    t.is(words.stdout, '')
    t.is(words.stderr.indexOf('\n'), words.stderr.length - 1)
    t.true(words.stderr.startsWith('error: '))
    t.regex(words.stderr.slice(0, -1), message)
    const json = await inPipe(t, ['--json', ...args], env).ended
    t.is(json.code, 2)
    t.like(lines(json.stderr)[0], { type: 'error', _tag: 'Config', message: words.stderr.slice(7, -1) })
  })

test.serial('an HTTP error: 3', async (t) => {
  const { job, env } = await serving(t)
  job('nonsense', [{ http: 200, body: { status: 'done' } }])
  job('echo', [{ http: 400, body: { detail: `bad key ${KEY}` } }])
  for (const [id, _tag, message] of [
    ['unknown', 'Http', /progress of clean-description "unknown": HTTP 404 .* --base-url/],
    ['echo', 'Http', /bad key \[secret\]/],
    ['nonsense', 'Decode', /status: expected/],
  ] as const) {
    const { code, stdout, stderr } = await inPipe(t, ['watch', id, ...quick], env).ended
    t.is(code, 3)
    t.is(stdout, '')
    t.is(lines(stderr)[0]!['_tag'], _tag)
    t.regex(String(lines(stderr)[0]!['message']), message)
  }
})

test('a network failure: 3, after retries on stderr', async (t) => {
  const server = await fakeCekura().listen()
  await server.close()
  const env = { CEKURA_API_URL: server.url, CEKURA_API_KEY: KEY }
  const { code, stdout, stderr } = await inPipe(t, ['watch', 'a'], env).ended
  t.is(code, 3)
  t.is(stdout, '')
  t.deepEqual(
    lines(stderr).map(({ type, failures }) => [type, failures]),
    [...[1, 2, 3, 4, 5].map((failures) => ['retry', failures]), ['error', undefined]],
  )
  t.like(lines(stderr).at(-1), { _tag: 'Network', code: 'ECONNREFUSED' })
})

test.serial('a passed deadline: 4', async (t) => {
  const { job, env } = await serving(t)
  job('a', ['queued'])
  const { code, stderr } = await inPipe(t, ['watch', 'a', '--deadline', '200ms', ...quick], env).ended
  t.is(code, 4)
  t.like(lines(stderr)[0], { type: 'error', _tag: 'Deadline' })
})

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  test.serial(`${signal}: ${expected}, and the request in flight is aborted on the server`, async (t) => {
    const { job, requests, env } = await serving(t)
    job('a', ['queued', { fault: 'hang' }])
    const { child, ended } = inPipe(t, ['watch', 'a', ...quick], env)
    await until(() => requests.at(-1)?.outcome === 'hang')
    child.kill(signal)
    const { code, stdout, stderr } = await ended
    t.is(code, expected)
    t.is(lines(stdout).length, 1)
    t.is(stderr, '')
    await until(() => requests.at(-1)!.outcome === 'aborted')
    t.is(requests.length, 2)
  })

test.serial('Ctrl-C on a terminal: 130, the live line is erased, the request aborted', async (t) => {
  const { job, requests, env } = await serving(t)
  job('a', ['queued', { fault: 'hang' }])
  const { stdin, ended } = onTerminal(t, ['watch', 'a', ...quick], { ...env, NO_COLOR: '1' })
  await until(() => requests.at(-1)?.outcome === 'hang')
  stdin.write('\u0003')
  const { code, stdout } = await ended
  t.is(code, 130)
  t.is(shown(stdout).replace('^C', ''), 'job a\n○ queued 0.0 s\nstopped watching a\n')
  t.true(stdout.endsWith('\r\u001b[K'))
  t.false(stdout.includes('\u001b[?25'), 'the cursor was never hidden')
  await until(() => requests.at(-1)!.outcome === 'aborted')
})

test.serial('Ctrl-C while the key is read from standard input: 130', async (t) => {
  const { child, ended } = inPipe(t, ['watch', 'a', '--key-stdin'])
  child.stdin!.write(KEY)
  await until(() => isReadingStdin(child.pid!))
  child.kill('SIGINT')
  const { code, stdout, stderr } = await ended
  t.is(code, 130)
  t.is(stdout + stderr, '')
})

test.serial('a reader that closes the pipe ends the watch without a message', async (t) => {
  const { job, env } = await serving(t)
  job('a', ['queued'])
  const { child, ended } = inPipe(t, ['watch', 'a', ...quick], env)
  await once(child.stdout!, 'data')
  child.stdout!.destroy()
  job('a', ['processing'])
  const { code, stderr } = await ended
  t.is(code, 141)
  t.is(stderr, '')
})

test.serial('a full disk is an error', async (t) => {
  const { job, env } = await serving(t)
  job('a', ['completed'])
  const { code, stderr } = await start(t, [...command, 'watch', 'a'], env, openSync('/dev/full', 'w')).ended
  t.is(code, 3)
  t.like(lines(stderr)[0], {
    type: 'error',
    message: 'the result cannot be written: ENOSPC, no space left on device',
  })
})

const hostile = {
  status: 'completed',
  clean_description: `one\ntwo \u001b]0;owned\u0007 \u202e ${KEY}`,
  thinking: `${JSON.stringify(KEY)}\n\tthree \u009b2J`,
} as const

test.serial('a terminal: a line per transition, then the result, without control characters', async (t) => {
  const { job, env } = await serving(t)
  job('a', ['queued', 'processing', hostile])
  const { code, stdout } = await onTerminal(t, ['watch', 'a', ...quick], { ...env, NO_COLOR: '1' }).ended
  t.is(code, 0)
  t.is(
    shown(stdout),
    [
      'job a',
      '○ queued 0.0 s',
      '◐ processing 0.0 s',
      '✔ completed 0.0 s',
      '',
      'Clean description',
      'one',
      'two \\u001b]0;owned\\u0007 \\u202e [secret]',
      '',
      'Thinking',
      '"[secret]"',
      '    three \\u009b2J',
      '',
    ].join('\n'),
  )
})

test.serial('a pipe gets escaped JSON without secrets that parses to the same text', async (t) => {
  const { job, env } = await serving(t)
  job('a', [hostile])
  const { stdout } = await inPipe(t, ['watch', 'a'], env).ended
  t.regex(stdout, /^[^\p{C}]*\n$/u)
  t.like(lines(stdout)[0], {
    clean_description: hostile.clean_description.replace(KEY, '[secret]'),
    thinking: '"[secret]"\n\tthree \u009b2J',
  })
})

test.serial('a terminal shows retries and failures, in colours', async (t) => {
  const { job, env } = await serving(t)
  job('a', ['queued', { http: 503, headers: { 'retry-after': '0' } }, { status: 'failed', error: KEY }])
  const { code, stdout } = await onTerminal(t, ['watch', 'a', ...quick], env).ended
  t.is(code, 1)
  t.true(stdout.includes('\u001b[33m↻ retry 1 in '))
  t.true(stdout.includes('\u001b[31m✖\u001b[39m failed'))
  t.true(
    stdout.includes('\u001b[31merror:\u001b[39m clean-description "a" failed: [secret]; start another job'),
  )
})

test.serial('--json on a terminal is as in a pipe', async (t) => {
  const { job, env } = await serving(t)
  job('a', ['queued', 'completed'])
  const { code, stdout } = await onTerminal(t, ['watch', 'a', '--json', ...quick], env).ended
  t.is(code, 0)
  t.deepEqual(
    lines(stdout).map(({ status }) => status),
    ['queued', 'completed'],
  )
})

test.serial('a terminal with a piped stdout: JSON in the pipe, text on stderr, no live line', async (t) => {
  const { job, env } = await serving(t)
  job('a', ['queued', 'completed'])
  const folder = mkdtempSync(join(tmpdir(), 'rx-cekura-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'result')
  const { code, stdout } = await onTerminal(
    t,
    ['watch', 'a', ...quick],
    { ...env, NO_COLOR: '1' },
    `> ${quoted([file])}`,
  ).ended
  t.is(code, 0)
  t.is(stdout.replace(/ +\d+\.\d s/g, ' 0.0 s'), 'job a\r\n○ queued 0.0 s\r\n✔ completed 0.0 s\r\n')
  t.deepEqual(
    lines(readFileSync(file, 'utf8')).map(({ status }) => status),
    ['queued', 'completed'],
  )
})

test.serial('the key comes from a file, trailing white space is ignored', async (t) => {
  const { job, url } = await serving(t)
  job('a', [hostile])
  const folder = mkdtempSync(join(tmpdir(), 'rx-cekura-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'key')
  writeFileSync(file, `${KEY}\r\n`)
  const asked = ['watch', 'a', '--base-url', url, '--key-file', file]
  const { code, stdout } = await inPipe(t, asked, { CEKURA_API_KEY: 'another' }).ended
  t.is(code, 0)
  t.regex(String(lines(stdout)[0]!['thinking']), /^"\[secret\]"/)
})

test.serial('messages about the key name its source', async (t) => {
  const { url } = await serving(t)
  const folder = mkdtempSync(join(tmpdir(), 'rx-cekura-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'key')
  const asked = ['watch', 'a', '--base-url', url, '--json']
  writeFileSync(file, '\n')
  const empty = await inPipe(t, [...asked, '--key-file', file], { CEKURA_API_KEY: KEY }).ended
  t.is(empty.code, 2)
  t.like(lines(empty.stderr)[0], {
    message: '--key-file: is empty; see rx-cekura --help',
    option: '--key-file',
  })
  writeFileSync(file, 'another')
  const wrong = await inPipe(t, [...asked, `--key-file=${file}`]).ended
  t.is(wrong.code, 3)
  t.regex(String(lines(wrong.stderr)[0]!['message']), /HTTP 401 .*; check --key-file$/)
  const { stdin, ended } = inPipe(t, [...asked, '--key-stdin'])
  stdin.end('another')
  t.regex(String(lines((await ended).stderr)[0]!['message']), /HTTP 401 .*; check --key-stdin$/)
})

test.serial('the key comes from standard input', async (t) => {
  const { job, url } = await serving(t)
  job('a', [hostile])
  const { stdin, ended } = inPipe(t, ['watch', 'a', '--base-url', url, '--key-stdin'])
  stdin.end(`${KEY}\n`)
  const { code, stdout } = await ended
  t.is(code, 0)
  t.regex(String(lines(stdout)[0]!['thinking']), /^"\[secret\]"/)
})

test.serial('a key cannot be typed on a terminal', async (t) => {
  const { code, stdout } = await onTerminal(t, ['watch', 'a', '--key-stdin']).ended
  t.is(code, 2)
  t.regex(stdout, /standard input is a terminal, which would show the key; pipe it in/)
})

test.serial('a key file that is a terminal is refused', async (t) => {
  const { code, stdout } = await onTerminal(t, ['watch', 'a', '--key-file', '/dev/tty']).ended
  t.is(code, 2)
  t.regex(stdout, /--key-file cannot be read: it is a terminal/)
})

test.serial('Ctrl-C before the first response names the job', async (t) => {
  const { job, requests, env } = await serving(t)
  job('a\u001b', [{ fault: 'hang' }])
  const { stdin, ended } = onTerminal(t, ['watch', 'a\u001b', ...quick], { ...env, NO_COLOR: '1' })
  await until(() => requests.at(-1)?.outcome === 'hang')
  stdin.write('\u0003')
  const { code, stdout } = await ended
  t.is(code, 130)
  t.true(shown(stdout).endsWith('\nstopped watching a\\u001b\n'))
})

test.serial('no key is needed if another server adds it', async (t) => {
  const { job, url } = await serving(t)
  job('a', ['completed'])
  const { code, stderr } = await inPipe(t, ['watch', 'a', '--base-url', url]).ended
  t.is(code, 3)
  t.like(lines(stderr)[0], { _tag: 'Http', status: 401 })
})

test.serial('--help and --version print to stdout', async (t) => {
  const help = await inPipe(t, ['--help']).ended
  t.is(help.code, 0)
  t.true(help.stdout.startsWith('rx-cekura: '))
  t.is(help.stderr, '')
  const version = await inPipe(t, ['--version']).ended
  t.is(version.code, 0)
  t.is(
    version.stdout,
    `${(JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version}\n`,
  )
})

test('demo in a pipe: a job without a key to its end, with a retry', async (t) => {
  const { code, stdout, stderr } = await inPipe(t, ['demo'], { CEKURA_API_URL: 'https://unused.invalid' })
    .ended
  t.is(code, 0)
  t.deepEqual(
    lines(stdout).map(({ status }) => status),
    ['queued', 'processing', 'completed'],
  )
  t.deepEqual(
    lines(stderr).map(({ type }) => type),
    ['retry'],
  )
})

test('demo on a terminal: a note, then the job to its end', async (t) => {
  const { code, stdout } = await onTerminal(t, ['demo'], { NO_COLOR: '1' }).ended
  t.is(code, 0)
  t.regex(
    shown(stdout),
    /^a fake Cekura listens on http:\/\/127\.0\.0\.1:\d+: no key, no network\njob demo\n○ queued/,
  )
  t.regex(stdout, /\r[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] queued /)
})

test.serial("import 'rx-cekura' loads no file of the command line", async (t) => {
  const code =
    "require('./lib/index.ts'); console.log(JSON.stringify(Object.keys(require.cache).filter((f) => !f.includes('rxjs'))))"
  const { stdout } = await start(t, [process.execPath, '--import=tsx', '-e', code], {}).ended
  const loaded = JSON.parse(stdout) as string[]
  t.true(loaded.some((file) => file.endsWith('/lib/client.ts')))
  t.deepEqual(
    loaded.filter((file) => /\/lib\/(cli|testing)\/|picocolors/.test(file)),
    [],
  )
})
