import { attempt } from '../safety/attempt.js'
import type { Scripted } from './answers.js'

/** Values of the placeholders of a path. */
export type Params = Readonly<Record<string, string>>

/** A request to a route. */
export interface Received {
  readonly params: Params
  readonly query: URLSearchParams
  readonly body: string | undefined
}

/** An endpoint of a job. */
export interface Route {
  readonly method: string
  /** Path template, with placeholders `{name}`. */
  readonly path: string
  readonly answer: (request: Received) => Scripted
}

/** Answers a request by the route that it fits; undefined if it fits none. A path with fewer placeholders comes first. */
export const answerOf = (
  routes: readonly Route[],
  method: string,
  { pathname, searchParams: query }: URL,
  body: string | undefined,
): Scripted | undefined => {
  const fitting = routes
    .filter((route) => route.method === method)
    .flatMap(({ path, answer }) => {
      const params = paramsOf(path, pathname)
      return params ? [{ answer, params }] : []
    })
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)
  const [first] = fitting
  return first?.answer({ params: first.params, query, body })
}

/** Reads a path template backwards. A path may begin with the path of a `baseUrl`. */
const paramsOf = (template: string, path: string): Params | undefined => {
  const pattern = template.replace(/[^\w{}/]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')
  const found = new RegExp(`${pattern}$`).exec(path)
  if (!found) return undefined
  const decoded = Object.entries(found.groups ?? {}).map(([name, text]) => [
    name,
    attempt(() => decodeURIComponent(text)) ?? text,
  ])
  return Object.fromEntries(decoded) as Params
}
