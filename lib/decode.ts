import { type Either, isLeft, tryCatch } from 'fp-ts/Either'
import * as t from 'io-ts'
import { DecodeError } from './errors.js'
import type { Answer } from './request.js'
import { excerpt, show } from './text.js'

/** Faults worth reading; a body with more is not the contract by far. */
const MAX_FAULTS = 5

const Json: t.Type<unknown, string> = new t.Type(
  'JSON',
  t.unknown.is,
  (u, context) =>
    tryCatch(
      () => JSON.parse(u as string) as unknown,
      () => [{ value: u, context: t.appendContext(context, '', Json, u) }],
    ),
  JSON.stringify,
)

const parse = ({ body, unreadable }: Answer): Either<t.Errors, unknown> =>
  unreadable === undefined ? Json.decode(body) : t.failure(unreadable, [{ key: '', type: Readable }])

const Readable = new t.Type<string, string, unknown>(
  'a readable body',
  t.string.is,
  t.string.validate,
  t.identity,
)

/**
 * Decodes a 2xx answer's body as JSON, then with a codec. Throws a `DecodeError` whose report names the path of each
 * fault, what was expected and what came.
 */
export const decode =
  <A>(codec: t.Type<A, unknown>) =>
  (answer: Answer): A => {
    const parsed = parse(answer)
    const decoded = isLeft(parsed) ? parsed : codec.decode(parsed.right)
    if (isLeft(decoded)) throw toDecodeError(answer, decoded.left.slice(0, MAX_FAULTS))
    return decoded.right
  }

const toDecodeError = ({ what, conceal }: Answer, errors: t.Errors): DecodeError => {
  const shown = errors.map(({ value, context }) => ({
    // Before it is cut where it is text, or half of a secret would be left.
    value: typeof value === 'string' ? show(conceal(value)) : conceal(show(value)),
    context: context.map(({ key, type }) => ({ key, type })),
  }))
  const faults = shown.map(({ value, context }) => fault(context, value))
  return new DecodeError(
    `${what}: the body is not the contract: ${excerpt(faults.join('; '), 300)}; is baseUrl the Cekura API?`,
    faults,
    shown,
  )
}

/** A line per fault: the path, what was expected, what came. */
export const report = (errors: t.Errors): readonly string[] =>
  errors.map(({ value, context }) => fault(context, show(value)))

const fault = (context: t.Context, got: string): string => {
  const path = context.map(({ key }) => key).filter(Boolean)
  return `${path.join('.') || 'body'}: expected ${context.at(-1)!.type.name}, got ${got}`
}
