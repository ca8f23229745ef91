import type * as t from 'io-ts'
import { ConfigError } from '../index.js'
import { pathOf } from '../exchange/decode.js'
import * as definitions from '../jobs/index.js'
import type { AnyJob, Phase, Statuses } from '../model/job.js'
import { checkRef, isScalar, refCodecs } from '../model/reference.js'
import { attempt } from '../safety/attempt.js'
import { fault, kindOf } from '../safety/text.js'
import { nearest } from './nearest.js'

/** All jobs of `rx-cekura/jobs`. */
export const jobs: readonly AnyJob[] = Object.values(definitions)

/** Summary of a job for the command `jobs`. Types are names of codecs. */
export interface JobSummary {
  readonly job: string
  readonly statuses: Readonly<Record<string, Phase>>
  /** Fields of the reference, in the order of the text. */
  readonly reference: Readonly<Record<string, string>>
  /** Required fields of a request; null if the definition has no start. */
  readonly request: Readonly<Record<string, string>> | null
}

/**
 * Finds a job by its name.
 *
 * @throws A {@link ConfigError} for an unknown name, with the nearest one.
 */
export const findJob = (name: string): AnyJob => {
  const job = jobs.find((job) => job.name === name)
  if (job) return job
  const names = jobs.map(({ name }) => name)
  const near = nearest(name, names)
  throw usage(unknown('job', near, `use ${names.join(', ')}`), 'job')
}

/** Returns the names of a reference's fields: `agent_id/progress_id`. */
const referenceOf = (job: AnyJob): string => Object.keys(refCodecs(job)).join('/')

/**
 * Parses a reference as messages show it: its values joined by `/`, numbers as digits.
 *
 * @throws A {@link ConfigError} if the job has no such reference.
 */
export const toReference = (job: AnyJob, text: string): { readonly ref: unknown; readonly id: string } => {
  const codecs = refCodecs(job)
  const names = Object.keys(codecs)
  const parts = text.split('/')
  const last = names.length - 1
  // An id may contain a slash.
  const values = [...parts.slice(0, last), parts.slice(last).join('/')]
  const fields = Object.fromEntries(names.map((name, n) => [name, toField(codecs[name]!, values[n] ?? '')]))
  const ref = isScalar(codecs) ? fields[names[0]!] : fields
  const checked = checkRef(job, ref)
  if (checked._tag === 'Right') return { ref, id: checked.right.text }
  throw usage(
    `${job.name} jobs are watched by ${referenceOf(job)}; ${faultsOf(checked.left).join('; ')}`,
    'id',
  )
}

const toField = (codec: t.Mixed, text: string): unknown =>
  codec.is(text) || !/^\d+$/.test(text) ? text : Number(text)

/**
 * Parses a request, so that an invalid one is reported before any request is sent.
 *
 * @throws A {@link ConfigError} if the text is not JSON, or if the job's codec rejects it.
 */
export const toRequest = (job: AnyJob, json: string): unknown => {
  const request = attempt(() => ({ json: JSON.parse(json) as unknown }))
  if (!request) throw usage(notJson(json), 'request')
  const decoded = startOf(job).request.decode(request.json)
  if (decoded._tag === 'Right') return request.json
  throw usage(`a request of ${job.name}: ${faultsOf(decoded.left).join('; ')}`, 'request')
}

const notJson = (text: string): string => {
  if (text === '') return '--request is empty'
  return `--request is not JSON${text.startsWith('{') || text.startsWith('[') ? '' : '; to read a file, write @ before its path'}`
}

/**
 * Returns the start of a definition.
 *
 * @throws A {@link ConfigError} if the definition has none.
 */
export const startOf = (job: AnyJob): NonNullable<AnyJob['start']> => {
  if (job.start) return job.start
  throw usage(
    `${job.name} cannot be started here; watch it: rx-cekura watch <${referenceOf(job)}> --job ${job.name}`,
    'job',
  )
}

/** Returns the summary of a definition. */
export const summaryOf = (job: AnyJob): JobSummary => ({
  job: job.name,
  statuses: Object.fromEntries(
    Object.entries(job.statuses as Statuses).map(([word, { phase }]) => [word, phase]),
  ),
  reference: Object.fromEntries(Object.entries(refCodecs(job)).map(([name, { name: type }]) => [name, type])),
  request: job.start ? needsOf(job.start.request) : null,
})

/** Path of a request as a whole. */
const WHOLE = 'request'

/** Returns the required fields of a request. They are the faults of an empty one. */
const needsOf = (codec: t.Decoder<unknown, unknown>): Record<string, string> => {
  const decoded = codec.decode({})
  const errors = decoded._tag === 'Left' ? decoded.left : []
  return Object.fromEntries(errors.map((error) => [pathOf(error.context, WHOLE), typeOf(error)]))
}

/** Returns a line per fault, with the kind of the value. The value itself may be a misplaced key. */
const faultsOf = (errors: t.Errors): string[] =>
  errors.map((error) => fault(pathOf(error.context, WHOLE), typeOf(error), kindOf(error.value)))

const typeOf = ({ context }: t.ValidationError): string =>
  context
    .at(-1)!
    .type.name.replaceAll('UnknownRecord', 'object')
    .replace(/^ReadonlyArray<([\w ]+)>$/, 'list of $1s')

/** Returns the message for an unknown name. It omits the name, because it may be a misplaced key. */
export const unknown = (kind: string, near: string | undefined, advice: string): string =>
  `unknown ${kind}; ${near === undefined ? '' : `did you mean ${near}? Otherwise `}${advice}`

/** Makes the error for an unusable command line. */
export const usage = (problem: string, option: string): ConfigError =>
  new ConfigError(`${problem}; see rx-cekura --help`, option)
