// An entry configures an option for `parseArgs`, and has its line of the help.
export const common = {
  json: { type: 'boolean', shown: '--json', help: 'one JSON object per line, also on a terminal' },
  help: { type: 'boolean', short: 'h', shown: '--help', help: 'show this help, or that of a command' },
  version: { type: 'boolean', shown: '--version', help: 'show the version' },
} as const
const connection = {
  'key-file': { type: 'string', shown: '--key-file PATH', help: 'read the API key from a file' },
  'key-stdin': { type: 'boolean', shown: '--key-stdin', help: 'read the API key from standard input' },
  'base-url': {
    type: 'string',
    shown: '--base-url URL',
    help: 'default CEKURA_API_URL, otherwise https://api.cekura.ai',
  },
  'allow-insecure': {
    type: 'boolean',
    shown: '--allow-insecure',
    help: 'allow http: to a host that is not loopback',
  },
  interval: {
    type: 'string',
    shown: '--interval TIME',
    help: 'from a response to the next request, such as 500ms or 2s',
  },
  deadline: {
    type: 'string',
    shown: '--deadline TIME',
    help: 'give up after this time, such as 90s or 15m; or none',
  },
} as const
const job = {
  job: { type: 'string', shown: '--job NAME', help: 'the kind of job; rx-cekura jobs lists them' },
} as const
const request = {
  request: { type: 'string', shown: '--request R', help: 'JSON, @FILE or - for standard input' },
} as const
const description = {
  agent: { type: 'string', shown: '--agent N', help: "the agent's number" },
  'eval-type': { type: 'string', shown: '--eval-type T', help: 'boolean, numeric, rating or enum' },
  description: { type: 'string', shown: '--description D', help: 'the description to clean up' },
} as const

/** Options of all commands. */
export const options = { ...job, ...request, ...description, ...connection, ...common }

/** Commands with their usage and their own options. */
export const commands = {
  watch: {
    usage: 'watch <id> [--job NAME]',
    about: 'watch a job to its end, by default a clean-description job',
    options: { ...job, ...connection },
  },
  run: {
    usage: 'run --job NAME --request JSON|@FILE|-',
    about: 'start a job, and watch it to its end',
    options: { ...job, ...request, ...connection },
  },
  generate: {
    usage: 'generate --agent N --eval-type T --description D',
    about: 'start a job that cleans up a description, and watch it to its end',
    options: { ...description, ...connection },
  },
  jobs: { usage: 'jobs', about: 'list the jobs: statuses, reference, request', options: {} },
  demo: {
    usage: 'demo [--job NAME]',
    about: 'watch a job of a fake Cekura on this machine: no key, no network',
    options: job,
  },
} as const

export const isCommand = (name: string | undefined): name is keyof typeof commands =>
  name !== undefined && Object.hasOwn(commands, name)

/** Returns the help of a command, or of all commands. */
export const help = (name: string | undefined): string => {
  const [lines, about] = isCommand(name)
    ? [[commands[name].usage], commands[name].about]
    : [Object.values(commands).map(({ usage }) => usage), 'start and watch jobs of the Cekura API']
  const shown = isCommand(name) ? { ...commands[name].options, ...common } : options
  return `rx-cekura: ${about}

Usage
${lines.map((line) => `  rx-cekura ${line} [options]`).join('\n')}

Options
${Object.values(shown)
  .map((option) => `  ${option.shown.padEnd(18)} ${option.help}`)
  .join('\n')}

An <id> is written as in messages: abc, 4711, or 7/abc for agent_id/progress_id.
The API key comes from CEKURA_API_KEY, a file or standard input, never from an
argument. A terminal gets text, a pipe one JSON object per line. Transitions and
the result go to standard output of a pipe. The rest goes to standard error.

Exit codes
  0 done    1 the job failed    2 usage    3 not observed
  4 deadline    130 Ctrl-C
`
}
