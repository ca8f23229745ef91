import { attempt } from '../safety/attempt.js'
import type { Scripted } from './answers.js'

/** The parts of a `URL` that the fake reads. Structural, because a project may lack the type of the global. */
export interface RequestUrl {
  readonly pathname: string
  readonly search: string
  readonly searchParams: { readonly get: (name: string) => string | null }
}

/** Values of the placeholders of a path. */
export type Params = Readonly<Record<string, string>>

/** A request to a route. */
export interface Received {
  readonly params: Params
  readonly query: RequestUrl['searchParams']
  readonly body: string | undefined
}

/** An endpoint of a job. */
export interface Route {
  readonly method: string
  readonly pattern: RegExp
  readonly answer: (request: Received) => Scripted
}

/** Returns a pattern that reads the placeholders `{name}` from a path. The path may begin with that of a `baseUrl`. */
export const patternOf = (template: string): RegExp =>
  new RegExp(`${template.replace(/[^\w{}/]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)

/**
 * Returns the response of the route that matches a request, otherwise undefined. If several match, the one with the
 * fewest placeholders is used.
 */
export const answerOf = (
  routes: readonly Route[],
  method: string,
  { pathname, searchParams: query }: RequestUrl,
  body: string | undefined,
): Scripted | undefined => {
  const fitting = routes
    .filter((route) => route.method === method)
    .flatMap(({ pattern, answer }) => {
      const found = pattern.exec(pathname)
      return found ? [{ answer, params: decoded(found.groups ?? {}) }] : []
    })
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)
  return fitting[0]?.answer({ params: fitting[0].params, query, body })
}

const decoded = (params: Params): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, text]) => [name, attempt(() => decodeURIComponent(text)) ?? text]),
  )
