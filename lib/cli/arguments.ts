import { parseArgs } from 'node:util'
import { type CleanDescriptionRequest, ConfigError, type EvalType } from '../index.js'
import { excerpt } from '../safety/text.js'

/** Where and how to ask. */
export interface Connection {
  readonly keyFile: string | undefined
  readonly keyStdin: boolean
  readonly baseUrl: string | undefined
  readonly allowInsecure: boolean | undefined
  /** Ms. */
  readonly interval: number | undefined
  /** Ms. */
  readonly deadline: number | undefined
}

/** What a command line asks for. */
export type Command =
  | { readonly name: 'help'; readonly text: string }
  | { readonly name: 'version' }
  | { readonly name: 'demo' }
  | { readonly name: 'watch'; readonly progressId: string; readonly connection: Connection }
  | { readonly name: 'generate'; readonly request: CleanDescriptionRequest; readonly connection: Connection }

// An option's entry is what parseArgs takes and what the help says of it.
const common = {
  json: { type: 'boolean', shown: '--json', help: 'one JSON object a line, on a terminal too' },
  help: { type: 'boolean', short: 'h', shown: '--help', help: 'this help, or that of a command' },
  version: { type: 'boolean', shown: '--version', help: 'the version' },
} as const
const connection = {
  'key-file': { type: 'string', shown: '--key-file PATH', help: 'read the API key from a file' },
  'key-stdin': { type: 'boolean', shown: '--key-stdin', help: 'read the API key from standard input' },
  'base-url': {
    type: 'string',
    shown: '--base-url URL',
    help: 'default CEKURA_API_URL, else https://api.cekura.ai',
  },
  'allow-insecure': {
    type: 'boolean',
    shown: '--allow-insecure',
    help: 'allow http: to a host that is not loopback',
  },
  interval: {
    type: 'string',
    shown: '--interval TIME',
    help: 'from an answer to the next request, such as 500ms or 2s',
  },
  deadline: {
    type: 'string',
    shown: '--deadline TIME',
    help: 'give up after, such as 90s, 15m (the default) or none',
  },
} as const
const request = {
  agent: { type: 'string', shown: '--agent N', help: 'the number of the agent' },
  'eval-type': { type: 'string', shown: '--eval-type T', help: 'boolean, numeric, rating or enum' },
  description: { type: 'string', shown: '--description D', help: 'the description to clean up' },
} as const
const options = { ...request, ...connection, ...common }
const evalTypes: readonly string[] = ['boolean', 'numeric', 'rating', 'enum'] satisfies EvalType[]

const commands = {
  watch: { usage: 'watch <progress_id>', about: 'watch a job to its end', options: connection },
  generate: {
    usage: 'generate --agent N --eval-type T --description D',
    about: 'start a job that cleans up a description, and watch it to its end',
    options: { ...request, ...connection },
  },
  demo: {
    usage: 'demo',
    about: 'watch a job of a fake Cekura on this machine: no key, no network',
    options: {},
  },
} as const

const usage = (problem: string, option: string): ConfigError =>
  new ConfigError(`${problem}; see rx-cekura --help`, option)

/** Reads a command line. Throws a `ConfigError` that echoes no value, for any of them may be a misplaced key. */
export const parse = (argv: readonly string[]): Command => {
  const { values, positionals } = read(argv)
  const [name, ...rest] = positionals
  if (values.version) return { name: 'version' }
  if (values.help || name === 'help') return { name: 'help', text: help(name === 'help' ? rest[0] : name) }
  if (!isCommand(name))
    throw usage(
      `${name === undefined ? 'no command' : 'no such command'}: watch, generate or demo`,
      'command',
    )

  const known = { ...commands[name].options, ...common }
  const foreign = Object.keys(values).find((option) => !(option in known))
  if (foreign) throw usage(`${name} takes no --${foreign}`, foreign)
  if (name === 'watch' ? rest.length !== 1 : rest.length > 0)
    throw usage(`${name} takes ${name === 'watch' ? 'one <progress_id>' : 'options only'}`, 'arguments')

  switch (name) {
    case 'demo':
      return { name }
    case 'watch':
      return { name, progressId: rest[0]!, connection: toConnection(values) }
    case 'generate':
      return { name, request: toRequest(values), connection: toConnection(values) }
  }
}

const read = (argv: readonly string[]) => {
  if (argv.some((argument) => /^-+(x-)?(cekura-)?(api-?key|key|token|secret)(=|$)/i.test(argument)))
    throw usage(
      'the key is not taken as an argument, which process lists and the history of a shell show: set CEKURA_API_KEY, or use --key-file PATH or --key-stdin, and replace a key that was shown',
      'apiKey',
    )
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true })
  } catch (error) {
    throw usage(
      excerpt((error as Error).message, 300).replace(/\. To specify a positional.*|\.$/, ''),
      'arguments',
    )
  }
}

type Values = ReturnType<typeof read>['values']

const isCommand = (name: string | undefined): name is keyof typeof commands =>
  name !== undefined && Object.hasOwn(commands, name)

const toConnection = (values: Values): Connection => {
  if (values['key-file'] !== undefined && values['key-stdin'])
    throw usage('--key-file and --key-stdin: one of them, not both', 'apiKey')
  return {
    keyFile: values['key-file'],
    keyStdin: values['key-stdin'] ?? false,
    baseUrl: values['base-url'],
    allowInsecure: values['allow-insecure'],
    interval: toMs('interval', values.interval),
    deadline: values.deadline === 'none' ? Infinity : toMs('deadline', values.deadline),
  }
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** The unit is required: a number alone would be seconds to one and milliseconds to the next. */
const toMs = (option: string, time: string | undefined): number | undefined => {
  if (time === undefined) return undefined
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(time) ?? []
  if (!unit) throw usage(`--${option} must be a number with its unit, such as 500ms, 2s, 15m or 1h`, option)
  return Number(number) * units[unit]!
}

const toRequest = ({ agent, 'eval-type': evalType, description }: Values): CleanDescriptionRequest => {
  if (!agent || !/^\d{1,15}$/.test(agent)) throw usage('generate needs --agent, a whole number', 'agent')
  if (!evalType || !evalTypes.includes(evalType))
    throw usage(`generate needs --eval-type: ${evalTypes.join(', ')}`, 'eval-type')
  if (!description?.trim()) throw usage('generate needs --description, a text', 'description')
  return { agent: Number(agent), metric_description: description, eval_type: evalType as EvalType }
}

const help = (name: string | undefined): string => {
  const [lines, about] = isCommand(name)
    ? [[commands[name].usage], commands[name].about]
    : [Object.values(commands).map((command) => command.usage), 'start and watch jobs of the Cekura API']
  const shown = { ...(isCommand(name) ? commands[name].options : { ...request, ...connection }), ...common }
  return `rx-cekura: ${about}

Usage
${lines.map((line) => `  rx-cekura ${line} [options]`).join('\n')}

Options
${Object.values(shown)
  .map((option) => `  ${option.shown.padEnd(18)} ${option.help}`)
  .join('\n')}

The API key comes from CEKURA_API_KEY, a file or standard input; never from an
argument. A terminal gets words, a pipe one JSON object a line. Transitions and
the result go to standard output of a pipe; all else goes to standard error.

Exit codes
  0 completed    1 the job failed    2 usage    3 could not be observed
  4 deadline     130 Ctrl-C
`
}
