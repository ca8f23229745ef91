import test from 'ava'
import { parse } from '../../lib/cli/arguments.js'
import { ConfigError } from '../../lib/index.js'
import { agentImport, cleanDescription } from '../../lib/jobs/index.js'

const parsed = (line: string) => parse(line.split(' ').filter(Boolean))
const defaults = {
  keyFile: undefined,
  keyStdin: false,
  baseUrl: undefined,
  allowInsecure: undefined,
  interval: undefined,
  deadline: undefined,
}

const watching = (id: string) => ({ name: 'watch', job: cleanDescription, ref: id, id }) as const

test('watch takes one id, which may begin with a dash after --', (t) => {
  t.deepEqual(parsed('watch a'), { ...watching('a'), connection: defaults })
  t.deepEqual(parsed('watch -- -a'), { ...watching('-a'), connection: defaults })
})

test('watch takes the reference of any job, as messages show it', (t) => {
  t.deepEqual(parsed('watch 7/abc --job agent-import'), {
    name: 'watch',
    job: agentImport,
    ref: { agent_id: 7, progress_id: 'abc' },
    id: '7/abc',
    connection: defaults,
  })
  t.like(parsed('watch 7/12/b --job agent-import'), {
    ref: { agent_id: 7, progress_id: '12/b' },
    id: '7/12/b',
  })
  t.like(parsed('watch 12'), { ref: '12' })
})

test('options can precede or follow the command', (t) => {
  const connection = { ...defaults, keyFile: 'k', baseUrl: 'u', allowInsecure: true }
  t.deepEqual(parsed('--key-file k watch a --base-url=u --allow-insecure --json'), {
    ...watching('a'),
    connection,
  })
  const command = parsed('watch a --key-stdin')
  t.like(command, { connection: { ...defaults, keyStdin: true } })
})

for (const [time, ms] of [
  ['500ms', 500],
  ['1.5s', 1500],
  ['15m', 900_000],
  ['2h', 7_200_000],
  ['0.1ms', 0.1],
] as const)
  test(`a time of ${time} is ${ms} ms`, (t) => {
    t.like(parsed(`watch a --interval ${time} --deadline ${time}`), {
      connection: { ...defaults, interval: ms, deadline: ms },
    })
  })

test('an interval can be 0s, a deadline cannot', (t) => {
  t.like(parsed('watch a --interval 0s'), { connection: { interval: 0 } })
  for (const time of ['0s', '0.0ms'])
    t.throws(() => parsed(`watch a --deadline ${time}`), {
      instanceOf: ConfigError,
      message: '--deadline must be longer than 0s, or none; see rx-cekura --help',
    })
})

test('a deadline can be none, an interval cannot', (t) => {
  t.like(parsed('watch a --deadline none'), { connection: { ...defaults, deadline: Infinity } })
  t.throws(() => parsed('watch a --interval none'), { instanceOf: ConfigError })
})

test('run takes a job and a request', (t) => {
  t.deepEqual(parse(['run', '--job', 'agent-import', '--request', '{"agent_id":7}']), {
    name: 'run',
    job: agentImport,
    request: '{"agent_id":7}',
    connection: defaults,
  })
  t.like(parsed('run --job=agent-import --request=- --key-file k'), { request: '-' })
})

test('generate makes a request', (t) => {
  t.deepEqual(parse(['generate', '--agent', '7', '--eval-type=rating', '--description', 'Was it - nice?']), {
    name: 'run',
    job: cleanDescription,
    request: '{"agent":7,"metric_description":"Was it - nice?","eval_type":"rating"}',
    connection: defaults,
  })
})

test('jobs, demo and --version are parsed', (t) => {
  t.deepEqual(parsed('jobs'), { name: 'jobs' })
  t.deepEqual(parsed('demo --json'), { name: 'demo', job: cleanDescription })
  t.deepEqual(parsed('demo --job agent-import'), { name: 'demo', job: agentImport })
  t.deepEqual(parsed('--version'), { name: 'version' })
})

const help = (line: string): string => {
  const command = parsed(line)
  return command.name === 'help' ? command.text : ''
}

test('the help has all commands, options and exit codes', (t) => {
  for (const line of ['--help', '-h', 'help', 'help nonsense', '--help nonsense'])
    for (const word of [
      'watch <id> [--job NAME]',
      'run --job NAME --request JSON|@FILE|-',
      '--agent N',
      'demo',
      '--key-stdin',
      'CEKURA_API_KEY',
      '4 deadline',
    ])
      t.true(help(line).includes(word), `${line}: ${word}`)
})

test("a command's help has only its own options", (t) => {
  for (const line of ['watch --help', 'help watch']) {
    t.true(help(line).includes('--deadline TIME'))
    t.true(help(line).includes('--job NAME'))
    t.false(help(line).includes('--agent'))
    t.false(help(line).includes('--request'))
  }
  t.true(help('generate -h').includes('--agent N'))
  t.false(help('demo -h').includes('--key-file'))
})

test('no line of the help is wider than a terminal', (t) => {
  for (const line of ['-h', 'watch -h', 'run -h', 'generate -h', 'jobs -h', 'demo -h'])
    t.deepEqual(
      help(line)
        .split('\n')
        .filter((shown) => shown.length > 80),
      [],
    )
})

for (const [line, problem] of [
  ['', 'no command; use watch, run, generate, jobs or demo'],
  ['wacth a', 'unknown command; did you mean watch? Otherwise use watch, run, generate, jobs or demo'],
  ['toString', 'unknown command; use watch, run, generate, jobs or demo'],
  ['watch', 'watch takes one <id>'],
  ['watch a b', 'watch takes one <id>'],
  ['run', 'run needs --job; rx-cekura jobs lists them'],
  ['run --job agent-import', 'run needs --request: JSON, @FILE or - for standard input'],
  [
    'run --job agent-import --request - --key-stdin',
    '--request - and --key-stdin both read standard input; use one of them',
  ],
  ['run x --job agent-import', 'run takes options only'],
  ['jobs x', 'jobs takes options only'],
  ['jobs --job x', 'jobs takes no --job'],
  ['generate --job agent-import', 'generate takes no --job'],
  ['generate x', 'generate takes options only'],
  ['demo x', 'demo takes options only'],
  ['watch a --agent 7', 'watch takes no --agent'],
  ['demo --interval 1s', 'demo takes no --interval'],
  ['watch a --foo=bar', 'unknown option --foo'],
  ['watch a --no-json', 'unknown option --no-json (did you mean --json?)'],
  ['watch a --intervall 5s', 'unknown option --intervall (did you mean --interval?)'],
  ['watch a --baseUrl=b', 'unknown option --baseUrl (did you mean --base-url?)'],
  ['watch a --keyfile k', 'unknown option --keyfile (did you mean --key-file?)'],
  ['watch a --toString', 'unknown option --toString'],
  ['watch a -x', 'unknown option -x; write -- before an id that begins with a dash'],
  ['watch -id', 'unknown option -i; write -- before an id that begins with a dash'],
  ['watch a --json=true', '--json takes no value'],
  ['watch a --json=', '--json takes no value'],
  ['watch a --interval', '--interval needs a value, as in --interval TIME'],
  [
    'watch a --interval --json',
    '--interval needs a value, as in --interval TIME; if the value begins with a dash, write --interval=TIME',
  ],
  [
    'generate --description -x',
    '--description needs a value, as in --description D; if the value begins with a dash, write --description=D',
  ],
  ['watch a --interval 5', '--interval must be a number with its unit, such as 500ms, 2s, 15m or 1h'],
  [
    'watch a --deadline 5d',
    '--deadline must be a number with its unit, such as 500ms, 2s, 15m or 1h, or none',
  ],
  ['watch a --key-file k --key-stdin', '--key-file and --key-stdin both give the key; use one of them'],
  ['generate --eval-type rating --description d', 'generate needs --agent, a whole number'],
  ['generate --agent 7.5', 'generate needs --agent, a whole number'],
  ['generate --agent 7', 'generate needs --eval-type: boolean, numeric, rating, enum'],
  ['generate --agent 7 --eval-type stars', 'generate needs --eval-type: boolean, numeric, rating, enum'],
  ['generate --agent 7 --eval-type enum', 'generate needs --description, a text'],
] as const)
  test(`refused: ${line || 'nothing'}`, (t) => {
    t.throws(() => parsed(line), { instanceOf: ConfigError, message: `${problem}; see rx-cekura --help` })
  })

test('a long unknown option is shortened, on one line', (t) => {
  t.throws(() => parse(['watch', 'a', `--\n${'x'.repeat(100)}`]), {
    message: `unknown option -- ${'x'.repeat(56)}…; see rx-cekura --help`,
  })
})

test('a value can begin with a dash after =, and a lone dash is a value', (t) => {
  t.like(parsed('watch a --key-file=-k'), { connection: { keyFile: '-k' } })
  t.like(parsed('run --job agent-import --request -'), { request: '-' })
})

test('a blank description counts as missing', (t) => {
  t.throws(() => parse(['generate', '--agent', '7', '--eval-type', 'enum', '--description', ' ']), {
    message: /^generate needs --description/,
  })
})

for (const line of [
  'watch a --api-key hush-hush',
  'watch a --api-key=hush-hush',
  '--apikey=hush-hush watch a',
  'watch a --API-KEY hush-hush',
  'watch a --key hush-hush',
  'watch a --token=hush-hush',
  'watch a --x-cekura-api-key=hush-hush',
  'watch a -key hush-hush',
])
  test(`a key as an argument is refused with a reason, and not shown: ${line}`, (t) => {
    const { message } = t.throws(() => parsed(line))
    t.regex(
      message,
      /^an argument cannot be the API key, because process lists .* show arguments; set CEKURA_API_KEY/,
    )
    t.false(message.includes('hush'))
  })

test('no refusal shows a possible key', (t) => {
  for (const line of [
    'hush-hush',
    'watch a hush-hush',
    'demo hush-hush',
    'demo --job hush-hush',
    'watch hush-hush --job agent-import',
    'run --job hush-hush',
    'watch a --foo=hush-hush',
    'watch a --interval hush-hush',
    'watch a --json=hush-hush',
    'generate --agent hush-hush',
    'generate --agent 7 --eval-type hush-hush',
  ])
    t.false(t.throws(() => parsed(line)).message.includes('hush'), line)
})

for (const time of ['x5s', '5sx', '5 s', '5', 's', '.5s', '5.s', '-5s', '5S'])
  test(`a time of "${time}" is refused`, (t) => {
    for (const [option, others] of [
      ['interval', ''],
      ['deadline', ', or none'],
    ] as const)
      t.throws(() => parse(['watch', 'a', `--${option}=${time}`]), {
        instanceOf: ConfigError,
        message: `--${option} must be a number with its unit, such as 500ms, 2s, 15m or 1h${others}; see rx-cekura --help`,
      })
  })

for (const agent of ['x7', '7x', '-7', '1'.repeat(16)])
  test(`an agent of "${agent}" is refused`, (t) => {
    t.throws(() => parse(['generate', `--agent=${agent}`]), { message: /^generate needs --agent/ })
  })

for (const [line, option] of [
  ['nonsense', 'command'],
  ['', 'command'],
  ['watch', 'arguments'],
  ['watch a --job x', 'job'],
  ['watch a --job agent-import', 'id'],
  ['run', 'job'],
  ['run --job agent-import', 'request'],
  ['run --job agent-import --request - --key-stdin', 'request'],
  ['watch a --foo', 'arguments'],
  ['watch a --api-key=k', 'apiKey'],
  ['watch a --key-file k --key-stdin', 'apiKey'],
  ['generate', 'agent'],
  ['generate --agent 7', 'eval-type'],
  ['generate --agent 7 --eval-type enum', 'description'],
] as const)
  test(`the error of "${line}" names its option: ${option}`, (t) => {
    t.is(t.throws<ConfigError>(() => parsed(line)).option, option)
  })

test('a time can have decimals, an agent fifteen digits, an id spaces', (t) => {
  t.like(parsed('watch my-key --interval 1.25s'), { id: 'my-key', connection: { interval: 1250 } })
  const agent = '1'.repeat(15)
  t.like(parsed(`generate --agent ${agent} --eval-type enum --description d`), {
    request: `{"agent":${agent},"metric_description":"d","eval_type":"enum"}`,
  })
})

test('each help begins with its subject and usage', (t) => {
  t.true(
    help('-h').startsWith('rx-cekura: start and watch jobs of the Cekura API\n\nUsage\n  rx-cekura watch '),
  )
  t.true(
    help('watch -h').startsWith(
      'rx-cekura: watch a job to its end, by default a clean-description job\n\nUsage\n  rx-cekura watch <id> [--job NAME] [options]\n\nOptions\n',
    ),
  )
})
