import * as t from 'io-ts'
import type { AnyJob, Emitted, Fields, Job, Phase, Statuses } from './job.js'
import { isRecord } from './record.js'
import { isScalar, refCodecs, typed } from './reference.js'

/** A decoded response of the progress endpoint. A failed one also holds the server's reason. */
export interface Answer {
  readonly status: string
  readonly [field: string]: unknown
}

/** A decoded response of the start endpoint: a reference to observe, or already the result. */
export type Started = { readonly ref: unknown } | { readonly finished: Answer }

/** Makes the named fields undefined that only a polluted `Object.prototype` has. */
const unpolluted = (answer: Fields, names: readonly string[]): Fields => {
  const foreign = names.filter((name) => name in Object.prototype && !Object.hasOwn(answer, name))
  return foreign.length === 0
    ? answer
    : { ...Object.fromEntries(foreign.map((name) => [name, undefined])), ...answer }
}

const statusesOf = (job: AnyJob): Statuses => job.statuses as Statuses

/** Returns the phase of a decoded status. A status without an entry of its own has the phase of `otherwise`. */
export const phaseOf = (job: AnyJob, word: string): Phase => {
  const statuses = statusesOf(job)
  return (Object.hasOwn(statuses, word) ? statuses[word]! : statuses['otherwise']!).phase
}

/**
 * Makes the decoder of a job's progress responses. It decodes the status first, then the fields of that status, so that
 * each fault is reported once. If the job computes the status, it decodes the common fields before. If a field of a failed
 * answer is malformed, the answer stays undecoded, so that the failure is still reported. `given` replaces the status of
 * the response.
 */
export const progressDecoder = (job: AnyJob): ((answer: unknown, given?: string) => t.Validation<Answer>) => {
  const { status = 'status', fields } = job.progress
  const statuses = statusesOf(job)
  const common = t.type((fields ?? {}) as t.Props)
  const types = Object.fromEntries(
    Object.entries(statuses).map(([word, { fields }]) => [
      word,
      t.type({ ...common.props, ...fields } as t.Props),
    ]),
  )
  const words: t.Type<string, unknown> = Object.hasOwn(statuses, 'otherwise') ? t.string : t.keyof(statuses)
  const key = typeof status === 'string' ? status : 'status'
  const context = [
    { key: '', type: typed(typeof status === 'string' ? `{ ${status}: ${words.name} }` : 'object') },
  ]

  const statusIn = (answer: Fields): t.Validation<unknown> => {
    if (typeof status === 'string') return t.success(answer[status])
    const decoded = common.validate(answer, context)
    if (decoded._tag === 'Right') return t.success(status(decoded.right, answer))
    const word = answer['status']
    return words.is(word) && phaseOf(job, word) === 'failed' ? t.success(word) : decoded
  }

  const names = [
    ...new Set([
      key,
      ...reasonFields(job),
      ...Object.values(types).flatMap(({ props }) => Object.keys(props)),
    ]),
  ]

  return (body, given) => {
    if (!isRecord(body)) return t.failure(body, context)
    const answer = unpolluted(body, names)
    const found = given === undefined ? statusIn(answer) : t.success(given)
    if (found._tag === 'Left') return found
    const word = found.right
    if (!words.is(word)) return t.failure(word, t.appendContext(context, key, words, word))
    const type = types[Object.hasOwn(types, word) ? word : 'otherwise']!
    const decoded = type.validate(answer, context)
    if (decoded._tag === 'Left' && phaseOf(job, word) !== 'failed') return decoded
    const known = (decoded._tag === 'Left' ? answer : decoded.right) as Answer
    // A status that has another name in the response comes first, because users print the value.
    return t.success(known.status === word ? known : Object.assign({ status: word }, known, { status: word }))
  }
}

/**
 * Returns the codec of a job's progress, to read it from a cache or another service. It rejects a failed status. `is`
 * accepts all that can be decoded, and `encode` changes nothing.
 */
export const progressCodec = <Q, R, F, S extends Statuses>(
  job: Job<Q, R, F, S>,
): t.Type<Emitted<F, S>['pending' | 'done'], unknown> => {
  const decode = progressDecoder(job)
  const validate: t.Validate<unknown, Answer> = (u, context) => {
    const decoded = decode(u)
    if (decoded._tag === 'Left' || phaseOf(job, decoded.right.status) !== 'failed') return decoded
    const { status } = decoded.right
    return t.failure(status, t.appendContext(context, 'status', typed('status of a job that did not fail')))
  }
  const is = (u: unknown): u is Answer => validate(u, [])._tag === 'Right'
  return new t.Type(job.name, is, validate, t.identity) as never
}

const reasonFields = ({ progress: { reason } }: AnyJob): readonly string[] =>
  reason === undefined ? ['error', 'error_message'] : [reason]

/** Returns the server's reason for a failure as it was sent, if the response has one. */
export const reasonOf = (job: AnyJob, answer: Fields): string | undefined =>
  reasonFields(job)
    .map((name) => answer[name])
    .find((u): u is string => typeof u === 'string' && u.trim() !== '')

/**
 * Makes the decoder of a job's start responses. Takes each field of the reference from the response, otherwise from
 * the request. If the job may finish at once, a response without any field of the reference is its result.
 */
export const startedDecoder = (
  job: AnyJob,
): ((answer: unknown, request: Fields) => t.Validation<Started>) => {
  const codecs = refCodecs(job)
  const whole = t.type(codecs)
  const names = Object.keys(codecs)
  const result = progressDecoder(job)
  const finished = job.start?.finished

  return (body, sent) => {
    const context = [{ key: '', type: typed('object') }]
    if (!isRecord(body)) return t.failure(body, context)
    const answer = unpolluted(body, names)
    const request = unpolluted(sent, names)
    if (finished !== undefined && names.every((name) => answer[name] == null)) {
      const decoded = result(answer, finished)
      return decoded._tag === 'Left' ? decoded : t.success({ finished: decoded.right })
    }
    const values = Object.fromEntries(names.map((name) => [name, answer[name] ?? request[name]]))
    const ref = whole.validate(values, context)
    if (ref._tag === 'Left') return ref
    return t.success({ ref: isScalar(codecs) ? (ref.right as Fields)[names[0]!] : ref.right })
  }
}

/** Compares two answers. The later one is not emitted if the status and all fields of `changes` are equal. */
export const isSameProgress = ({ progress: { changes = [] } }: AnyJob) => {
  const fields = changes as readonly string[]
  return (a: Answer, b: Answer): boolean =>
    a.status === b.status && fields.every((field) => a[field] === b[field] || isSameJson(a[field], b[field]))
}

/** False for a value that JSON cannot express, for example one that is nested too deep. */
const isSameJson = (a: unknown, b: unknown): boolean => {
  try {
    return JSON.stringify(a) === JSON.stringify(b)
  } catch {
    return false
  }
}
