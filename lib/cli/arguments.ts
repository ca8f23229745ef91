import { cleanDescription } from '../jobs/index.js'
import type { EvalType } from '../index.js'
import type { AnyJob } from '../model/job.js'
import { commands, common, help, isCommand } from './help.js'
import { findJob, startOf, toReference, unknown, usage } from './jobs.js'
import { nearest } from './nearest.js'
import { read } from './read.js'

/** Options of the commands that send requests. */
export interface Connection {
  readonly keyFile: string | undefined
  readonly keyStdin: boolean
  readonly baseUrl: string | undefined
  readonly allowInsecure: boolean | undefined
  /** Milliseconds from a response to the next request. */
  readonly interval: number | undefined
  /** Milliseconds for the job, and for reading the key and the request. */
  readonly deadline: number | undefined
}

/** A parsed command line: a command and its arguments. */
export type Command =
  | { readonly name: 'help'; readonly text: string }
  | { readonly name: 'version' }
  | { readonly name: 'jobs' }
  | { readonly name: 'demo'; readonly job: AnyJob }
  | {
      readonly name: 'watch'
      readonly job: AnyJob
      readonly ref: unknown
      /** The reference as text. */
      readonly id: string
      readonly connection: Connection
    }
  | {
      readonly name: 'run'
      readonly job: AnyJob
      /** JSON, `@FILE`, or `-` for standard input. */
      readonly request: string
      readonly connection: Connection
    }

/**
 * Parses a command line.
 *
 * @throws A {@link ConfigError} for unusable arguments. It shows no value, because any of them may be a misplaced key.
 */
export const parse = (argv: readonly string[]): Command => {
  const { values, positionals } = read(argv)
  const [name, ...rest] = positionals
  if (values.version) return { name: 'version' }
  if (values.help || name === 'help') return { name: 'help', text: help(name === 'help' ? rest[0] : name) }
  if (!isCommand(name)) throw unknownCommand(name)

  const known = { ...commands[name].options, ...common }
  const foreign = Object.keys(values).find((option) => !(option in known))
  if (foreign) throw usage(`${name} takes no --${foreign}`, foreign)
  if (name === 'watch' ? rest.length !== 1 : rest.length > 0)
    throw usage(`${name} takes ${name === 'watch' ? 'one <id>' : 'options only'}`, 'arguments')

  switch (name) {
    case 'jobs':
      return { name }
    case 'demo':
      return { name, job: toJob(values) }
    case 'watch': {
      const job = toJob(values)
      return { name, job, ...toReference(job, rest[0]!), connection: toConnection(values) }
    }
    case 'run':
      return toRun(values)
    case 'generate': {
      const request = JSON.stringify(toDescription(values))
      return { name: 'run', job: cleanDescription, request, connection: toConnection(values) }
    }
  }
}

const unknownCommand = (name: string | undefined): Error => {
  const names = Object.keys(commands)
  const advice = `use ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
  if (name === undefined) return usage(`no command; ${advice}`, 'command')
  return usage(unknown('command', nearest(name, names), advice), 'command')
}

type Values = ReturnType<typeof read>['values']

const toJob = ({ job }: Values): AnyJob => (job === undefined ? cleanDescription : findJob(job))

const toRun = (values: Values): Command => {
  if (values.job === undefined) throw usage('run needs --job; rx-cekura jobs lists them', 'job')
  const job = findJob(values.job)
  startOf(job)
  const { request, 'key-stdin': keyStdin } = values
  if (request === undefined)
    throw usage('run needs --request: JSON, @FILE or - for standard input', 'request')
  if (request === '-' && keyStdin)
    throw usage('--request - and --key-stdin both read standard input; use one of them', 'request')
  return { name: 'run', job, request, connection: toConnection(values) }
}

const toConnection = (values: Values): Connection => {
  if (values['key-file'] !== undefined && values['key-stdin'])
    throw usage('--key-file and --key-stdin both give the key; use one of them', 'apiKey')
  return {
    keyFile: values['key-file'],
    keyStdin: values['key-stdin'] ?? false,
    baseUrl: values['base-url'],
    allowInsecure: values['allow-insecure'],
    interval: toMs('interval', values.interval),
    deadline: toDeadline(values.deadline),
  }
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Parses a time. The unit is required, because a number alone could be seconds or milliseconds. */
const toMs = (option: string, time: string | undefined, others = ''): number | undefined => {
  if (time === undefined) return undefined
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(time) ?? []
  if (!unit)
    throw usage(`--${option} must be a number with its unit, such as 500ms, 2s, 15m or 1h${others}`, option)
  return Number(number) * units[unit]!
}

const toDeadline = (time: string | undefined): number | undefined => {
  if (time === 'none') return Infinity
  const ms = toMs('deadline', time, ', or none')
  if (ms === 0) throw usage('--deadline must be longer than 0s, or none', 'deadline')
  return ms
}

const evalTypes: readonly string[] = ['boolean', 'numeric', 'rating', 'enum'] satisfies EvalType[]

const toDescription = ({ agent, 'eval-type': evalType, description }: Values): object => {
  if (!agent || !/^\d{1,15}$/.test(agent)) throw usage('generate needs --agent, a whole number', 'agent')
  if (!evalType || !evalTypes.includes(evalType))
    throw usage(`generate needs --eval-type: ${evalTypes.join(', ')}`, 'eval-type')
  if (!description?.trim()) throw usage('generate needs --description, a text', 'description')
  return { agent: Number(agent), metric_description: description, eval_type: evalType }
}
