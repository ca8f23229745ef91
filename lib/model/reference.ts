import * as t from 'io-ts'
import type { AnyJob, Fields } from './job.js'
import { isRecord, ownOf } from './record.js'

/** A checked reference: its fields in the definition's order, and its text. */
export interface Reference {
  readonly fields: Fields
  /** The value, or the values of a record joined by `/`: `7/abc`. Key of the shared loop, and id in errors and events. */
  readonly text: string
}

/** Makes a type that is only a name, for the report of a fault. */
export const typed = (name: string) => ({ name }) as t.Decoder<unknown, unknown>
export const isScalar = (codecs: object): boolean => Object.keys(codecs).length === 1
export const pick = (keys: object, from: Fields): Fields =>
  Object.fromEntries(Object.keys(keys).map((key) => [key, ownOf(from, key)]))

/** True for well-formed text that is not blank and no path segment that a URL parser resolves. */
const isId = (text: string): boolean =>
  text.trim() !== '' && text !== '.' && text !== '..' && !/\p{Cs}/u.test(text)

/** Codec of an id: a string that is not blank. */
export const id: t.Type<string, unknown> = /* @__PURE__ */ t.refinement(t.string, isId, 'non-blank string')

export const refCodecs = ({ progress: { ref } }: AnyJob): t.Props => (ref ?? { progress_id: id }) as t.Props

/** Checks the argument of `progress$`. A reference with one field is that field's bare value. */
export const checkRef = (job: AnyJob, given: unknown): t.Validation<Reference> => {
  const codecs = refCodecs(job)
  const names = Object.keys(codecs)
  // A copy, because getters may return something else the next time.
  const own = isRecord(given) ? pick(codecs, given) : given
  const checked = t
    .type(codecs, `{ ${names.join(', ')} }`)
    .decode(isScalar(codecs) ? { [names[0]!]: given } : own)
  if (checked._tag === 'Left') return checked
  const ordered = pick(codecs, checked.right)
  return t.success({ fields: ordered, text: Object.values(ordered).join('/') })
}

/** Returns the path and query of a progress request. */
export const progressPath = (
  { progress: { path } }: AnyJob,
  { fields }: Reference,
  query: Fields = {},
): string => {
  const { filled, rest } = fill(path, fields)
  return withQuery(filled, { ...query, ...rest })
}

/** Adds a query to a path. Avoids `URLSearchParams`, because some versions of React Native do not encode in it. */
export const withQuery = (path: string, fields: Fields): string => {
  const query = Object.entries(fields)
    .map((pair) => pair.map((part) => encodeURIComponent(String(part))).join('='))
    .join('&')
  return query === '' ? path : `${path}?${query}`
}

/** Fills the placeholders `{name}` of a path, and returns the fields that it did not take as `rest`. */
export const fill = (template: string, fields: Fields): { filled: string; rest: Fields } => {
  const rest = new Map(Object.entries(fields))
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    rest.delete(name)
    return encodeURIComponent(String(fields[name]))
  })
  return { filled, rest: Object.fromEntries(rest) }
}
