import { attempt } from './attempt.js'
import { show } from './text.js'

/** Replaces what must not be seen. */
export type Conceal = (text: string) => string

/** A value as shown in a message, without secrets: hidden before it is cut, or half of one would be left. */
export const showHidden = (conceal: Conceal, value: unknown): string =>
  conceal(show(typeof value === 'string' ? conceal(value) : value))

/**
 * Replaces secrets by `[secret]`, also where a server echoes them JSON-escaped or URL-encoded, or only the longer
 * words of them (`Bearer <token>`). Values under three characters hold no secret and would only garble; what is not
 * text holds none either.
 */
export const concealing = (secrets: readonly unknown[]): Conceal => {
  const known = secrets
    .filter((secret) => typeof secret === 'string')
    .flatMap((secret) => [secret.trim(), ...secret.split(/[\s;,="]+/).filter((word) => word.length >= 8)])
    .filter((secret) => secret.length >= 3)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .sort((a, b) => b.length - a.length)
  return (text) => known.reduce((shown, secret) => shown.replaceAll(secret, '[secret]'), text)
}

/**
 * What a caller's function threw, as the `cause` of an error: itself, so that its class and its properties can be
 * looked at; but where it holds a secret, or things that cannot be looked through, a copy of its words without.
 */
export const causeOf = (conceal: Conceal, thrown: unknown): unknown => {
  if (typeof thrown === 'string') return conceal(thrown)
  const seen = new Set<unknown>()
  /** Whether nothing in it, however deep, is touched by `conceal`. */
  const isInnocent = (u: unknown): boolean => {
    if (typeof u === 'string') return conceal(u) === u
    if (Object(u) !== u || seen.has(u)) return true
    return (
      isTransparent(u as object) &&
      seen.add(u).size < 100 &&
      Reflect.ownKeys(u as object).every(
        (name) => isInnocent(name) && isInnocent(attempt(() => (u as Record<PropertyKey, unknown>)[name])),
      )
    )
  }
  if (isInnocent(thrown)) return thrown
  // Whatever a caller may have put there.
  const said: { message: unknown; stack?: unknown } =
    thrown instanceof Error ? thrown : new Error(show(thrown))
  return Object.assign(new Error(conceal(String(said.message))), { stack: conceal(String(said.stack)) })
}

/** Functions, and objects that may show more than they have as properties, are not: a `Request` shows its headers. */
const isTransparent = (u: object): boolean =>
  u instanceof Error || Array.isArray(u) || Object.getPrototypeOf(u) === Object.prototype
