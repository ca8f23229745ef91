import * as t from 'io-ts'
import { reasonOf } from '../model/answer.js'
import type { AnyJob, Fields, Statuses } from '../model/job.js'

/**
 * Returns the body of a progress answer: the given fields, and example values for the others that the job needs. The
 * field `status` of a step is the job's status, even if the API calls that field otherwise.
 *
 * @throws RangeError if no example fits; the message names the fields to give.
 */
export const bodyOf = (job: AnyJob, { status: word, ...given }: Fields): Fields => {
  const { status: place = 'status' } = job.progress
  if (typeof place === 'string') {
    const status = word ?? given[place]
    if (status === undefined) throw new RangeError(`fakeCekura: a step of ${job.name} needs "${place}"`)
    const known = { [place]: status, ...given }
    return { ...shared(job, known), ...own(job, status, known), ...known }
  }
  const fields = word === undefined ? { ...shared(job, given), ...given } : fieldsWithStatus(job, word, given)
  return { ...fields, ...own(job, word ?? statusOf(job, fields), given), ...given }
}

/**
 * Returns the first candidate that the codec accepts.
 *
 * @throws RangeError if it accepts none.
 */
export const example = (
  job: AnyJob,
  name: string,
  codec: t.Mixed,
  candidates: readonly unknown[],
): unknown => {
  const fitting = candidates.filter((value) => codec.decode(value)._tag === 'Right')
  if (fitting.length > 0) return fitting[0]
  throw new RangeError(
    `fakeCekura: no example fits "${name}" of ${job.name}: give it; ${codec.name} is expected`,
  )
}

const textOf = (name: string): string => `example of ${name}`
const valuesOf = (name: string): readonly unknown[] => [textOf(name), 0, 1, false, true, [], {}, null]

/** Returns examples for the fields that are not given. An example `undefined` leaves a field out. */
const examples = (
  job: AnyJob,
  codecs: t.Props,
  given: Fields,
  valuesOf: (name: string) => readonly unknown[],
) =>
  Object.fromEntries(
    Object.entries(codecs)
      .filter(([name]) => !Object.hasOwn(given, name))
      .map(([name, codec]) => [name, example(job, name, codec, valuesOf(name))]),
  )

const commonOf = (job: AnyJob): t.Props => (job.progress.fields ?? {}) as t.Props

/** Fields of every answer. Optional ones are left out, because an example may contradict the status. */
const shared = (job: AnyJob, given: Fields): Fields =>
  examples(job, commonOf(job), given, (name) => [undefined, ...valuesOf(name)])

/** Fields of a status: all fields of a result, or the reason of a failure. */
const own = (job: AnyJob, word: unknown, given: Fields): Fields => {
  const statuses = job.statuses as Statuses
  const status = statuses[Object.hasOwn(statuses, String(word)) ? String(word) : 'otherwise']
  if (status?.phase === 'failed') {
    const { reason = 'error' } = job.progress
    return reasonOf(job, given) === undefined ? { [reason]: textOf(reason) } : {}
  }
  return examples(job, (status?.fields ?? {}) as t.Props, given, (name) => [...valuesOf(name), undefined])
}

/** Returns the status that follows from the fields; undefined if they do not fit the job. */
const statusOf = (job: AnyJob, fields: Fields): string | undefined => {
  const decoded = t.type(commonOf(job)).decode(fields)
  return decoded._tag === 'Right'
    ? (job.progress.status as (fields: Fields, answer: Fields) => string)(decoded.right, fields)
    : undefined
}

/** Searches for fields from which the status follows: the required ones, with at most two changed. */
const fieldsWithStatus = (job: AnyJob, word: unknown, given: Fields): Fields => {
  const base = { ...shared(job, given), ...given }
  const names = Object.keys(commonOf(job)).filter((name) => !Object.hasOwn(given, name))
  const changes = names.flatMap((name) =>
    [word, ...valuesOf(name), ...Object.values(given)].map((value) => ({ [name]: value })),
  )
  for (const first of [{}, ...changes])
    for (const second of [{}, ...changes]) {
      const fields = { ...base, ...first, ...second }
      if (statusOf(job, fields) === word) return fields
    }
  throw new RangeError(
    `fakeCekura: no example gives the status "${String(word)}" of ${job.name}: give its fields (${names.join(', ')})`,
  )
}
