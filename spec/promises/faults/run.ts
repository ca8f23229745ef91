import { lastValueFrom } from 'rxjs'
import { createClient, type FetchLike } from '../../../lib/index.js'
import { completed } from './answers.js'
import type { Server } from './fault.js'
import { type Place, serving } from './server.js'

/** Result of one observation. */
export interface Result {
  /** The last progress, or the error. */
  readonly seen: unknown
  /** Requests that were begun. */
  readonly requests: number
  readonly place: Place
}

/** Observes a job on a faulty server to its end. */
export const observe = async (server: Server, fetch: FetchLike, requestTimeout: number): Promise<Result> => {
  const place = await (typeof server === 'function' ? server() : serving(server.answers))
  let requests = 0
  const { progress$ } = createClient({
    apiKey: 'key-of-the-matrix',
    baseUrl: place.url,
    fetch: (url, init) => {
      requests++
      return fetch(url, init)
    },
    interval: 1,
    retry: { limit: 2, initialDelay: 1 },
    requestTimeout,
    deadline: 60_000,
  })
  const seen = await lastValueFrom(progress$('a')).catch((error: unknown) => error)
  return { seen, requests, place }
}

/** The same server, but only its first answer is faulty. */
export const mended = ({ answers }: Exclude<Server, () => unknown>): Server => ({
  answers: [answers[0]!, completed],
})
