import { attempt } from '../safety/attempt.js'
import type { Scripted } from './answers.js'

/** Values of the placeholders of a path. */
export type Params = Readonly<Record<string, string>>

/** An endpoint of a job. */
export interface Route {
  readonly method: string
  /** Path template, with placeholders `{name}`. */
  readonly path: string
  readonly answer: (params: Params, url: URL, body: string | undefined) => Scripted
}

/** Answers a request by the route that it fits; undefined if it fits none. A template without placeholders comes first. */
export const answerOf = (
  routes: readonly Route[],
  method: string,
  url: URL,
  body: string | undefined,
): Scripted | undefined => {
  const fitting = routes
    .filter((route) => route.method === method)
    .map(({ path, answer }) => ({ answer, params: paramsOf(path, url.pathname) }))
    .filter(({ params }) => params !== undefined)
    .sort((a, b) => Object.keys(a.params!).length - Object.keys(b.params!).length)
  return fitting[0]?.answer(fitting[0].params!, url, body)
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
