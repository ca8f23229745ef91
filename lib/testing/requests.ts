import type * as t from 'io-ts'
import type { AnyJob, Fields } from '../model/job.js'
import { isRecord } from '../model/record.js'
import { parseJson } from '../safety/attempt.js'
import type { Params } from './routes.js'

/** Errors by field, in the form of Django REST. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>

/** Returns the errors for missing fields. */
export const missingFields = (names: readonly string[]): FieldErrors =>
  Object.fromEntries(names.map((name) => [name, ['This field is required.']]))

/** Decodes a start request from the JSON of its body and the texts of its path. Otherwise returns errors by field. */
export const decodeRequest = (
  job: AnyJob,
  params: Params,
  body: string | undefined,
): { readonly request: Fields } | { readonly faults: FieldErrors } => {
  const codec = job.start!.request as t.Decoder<unknown, Fields>
  const texts = { ...bodyFields(body), ...params }
  const decoded = codec.decode(texts)
  if (decoded._tag === 'Right') return { request: decoded.right }
  // A path has only text, so a field whose text is invalid may be a number.
  const faulty = fieldErrors(decoded.left)
  const numbers = Object.entries(params)
    .filter(([name, text]) => Object.hasOwn(faulty, name) && Number.isFinite(Number(text)))
    .map(([name, text]) => [name, Number(text)])
  const again = codec.decode({ ...texts, ...Object.fromEntries(numbers) })
  return again._tag === 'Right' ? { request: again.right } : { faults: fieldErrors(again.left) }
}

/** Returns the fields of a JSON body; none if it is not an object. */
export const bodyFields = (body: string | undefined): Fields => {
  const json = parseJson(body ?? '')
  return isRecord(json) ? json : {}
}

const fieldErrors = (errors: t.Errors): FieldErrors =>
  Object.fromEntries(
    errors.map(({ value, context }) => {
      const keys = context.map(({ key }) => key)
      // The key of the root is empty, and io-ts numbers the parts of an intersection. `Number` accepts both. Neither is a field.
      const field = keys.find((key) => Number.isNaN(Number(key))) ?? 'non_field_errors'
      const isMissing = value === undefined && keys.at(-1) === field
      return [field, [isMissing ? 'This field is required.' : 'This value is not valid.']]
    }),
  )
