import * as t from 'io-ts'
import { reasonOf } from '../model/answer.js'
import type { AnyJob, Fields, Statuses } from '../model/job.js'

/**
 * Returns the body of a progress response for one step of a script: the given fields, and examples of the others that the
 * job needs. The field `status` of a step is the job's status, even if the API's field has another name.
 *
 * @throws RangeError if no example fits; the message names the missing fields.
 */
export const bodyOf = (job: AnyJob, { status: wanted, ...given }: Fields): Fields => {
  const { status: statusField = 'status' } = job.progress
  if (typeof statusField === 'string') {
    const status = wanted ?? given[statusField]
    if (status === undefined) throw new RangeError(`fakeCekura: a step of ${job.name} needs "${statusField}"`)
    const known = { [statusField]: status, ...given }
    return { ...commonFields(job, known), ...fieldsOf(job, status, known), ...known }
  }
  const fields =
    wanted === undefined ? { ...commonFields(job, given), ...given } : fieldsWithStatus(job, wanted, given)
  return { ...fields, ...fieldsOf(job, wanted ?? statusOf(job, fields), given), ...given }
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
    `fakeCekura: no example fits "${name}" of ${job.name}; pass the field, expected ${codec.name}`,
  )
}

const textOf = (name: string): string => `example of ${name}`

/** Values to try for a field. */
const valuesOf = (name: string): readonly unknown[] => [textOf(name), 0, 1, false, true, [], {}, null]

/** Returns examples for the fields that are not given. The example `undefined` leaves a field out of the JSON. */
const examples = (
  job: AnyJob,
  codecs: t.Props,
  given: Fields,
  candidatesOf: (name: string) => readonly unknown[],
) =>
  Object.fromEntries(
    Object.entries(codecs)
      .filter(([name]) => !Object.hasOwn(given, name))
      .map(([name, codec]) => [name, example(job, name, codec, candidatesOf(name))]),
  )

const commonCodecs = (job: AnyJob): t.Props => (job.progress.fields ?? {}) as t.Props

/** Examples of the fields of every response. Leaves optional ones out, because an example may contradict the status. */
const commonFields = (job: AnyJob, given: Fields): Fields =>
  examples(job, commonCodecs(job), given, (name) => [undefined, ...valuesOf(name)])

/** Examples of the fields of one status, optional ones included, or of the reason of a failure. */
const fieldsOf = (job: AnyJob, status: unknown, given: Fields): Fields => {
  const statuses = job.statuses as Statuses
  const known = statuses[Object.hasOwn(statuses, String(status)) ? String(status) : 'otherwise']
  if (known?.phase === 'failed') {
    const { reason = 'error' } = job.progress
    return reasonOf(job, given) === undefined ? { [reason]: textOf(reason) } : {}
  }
  return examples(job, (known?.fields ?? {}) as t.Props, given, (name) => [...valuesOf(name), undefined])
}

/** Returns the status that the job computes from fields; undefined if its codecs reject them. */
const statusOf = (job: AnyJob, fields: Fields): string | undefined => {
  const decoded = t.type(commonCodecs(job)).decode(fields)
  return decoded._tag === 'Right'
    ? (job.progress.status as (fields: Fields, answer: Fields) => string)(decoded.right, fields)
    : undefined
}

/** Searches for fields from which the job computes the status. Tries other values of at most two fields. */
const fieldsWithStatus = (job: AnyJob, wanted: unknown, given: Fields): Fields => {
  const base = { ...commonFields(job, given), ...given }
  const names = Object.keys(commonCodecs(job)).filter((name) => !Object.hasOwn(given, name))
  const changes = names.flatMap((name) =>
    [wanted, ...valuesOf(name), ...Object.values(given)].map((value) => ({ [name]: value })),
  )
  for (const first of [{}, ...changes])
    for (const second of [{}, ...changes]) {
      const fields = { ...base, ...first, ...second }
      if (statusOf(job, fields) === wanted) return fields
    }
  throw new RangeError(
    `fakeCekura: no example has the status "${String(wanted)}" of ${job.name}; pass its fields (${names.join(', ')})`,
  )
}
