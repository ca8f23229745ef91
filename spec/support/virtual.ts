import type { ExecutionContext } from 'ava'
import { catchError, type Observable, of } from 'rxjs'
import { type RunHelpers, TestScheduler } from 'rxjs/testing'
import {
  type CekuraError,
  type ClientConfig,
  createClient,
  type HttpReply,
  type HttpRequest,
} from '../../lib/index.js'

/** Runs a spec on the virtual clock: a frame of a marble is a millisecond. `Math.random` always returns `random`. */
export const virtually = (t: ExecutionContext, spec: (helpers: RunHelpers) => void, random = 0): void => {
  const { random: chance } = Math
  Math.random = () => random
  try {
    new TestScheduler((actual, expected) => t.deepEqual(actual, expected)).run(spec)
  } finally {
    Math.random = chance
  }
}

export const ok = (body: object): HttpReply => ({ status: 200, body: JSON.stringify(body) })

/** The API's answers by their first letter, as marbles write them. */
export const replies = {
  q: ok({ status: 'queued' }),
  p: ok({ status: 'processing' }),
  c: ok({ status: 'completed', clean_description: 'clean', thinking: 'thought' }),
  f: ok({ status: 'failed', error: 'no such agent' }),
  5: { status: 503, body: '' },
  4: { status: 404, body: '{"detail":"Not found."}' },
} satisfies Record<string, HttpReply>

/** Values that subscribers get for these answers. */
export const progress = {
  q: { status: 'queued' },
  p: { status: 'processing' },
  c: { status: 'completed', clean_description: 'clean', thinking: 'thought' },
} as const

/** A client of scripted replies. The n-th Observable answers the n-th request, and the last one is repeated. */
export const clientAnswering = (answers: readonly Observable<HttpReply>[], config: ClientConfig = {}) => {
  const requests: HttpRequest[] = []
  const transport = (request: HttpRequest): Observable<HttpReply> => {
    requests.push(request)
    return answers[Math.min(requests.length, answers.length) - 1]!
  }
  return { requests, ...createClient({ transport, interval: 10, retry: false, ...config }) }
}

/** A string of letters as that many immediate answers. */
export const immediately = (letters: string): Observable<HttpReply>[] =>
  letters.split('').map((letter) => of(replies[letter as keyof typeof replies]))

/** Errors by their tag, as values, so that marbles show them. */
export const tagged = <A>(source: Observable<A>): Observable<A | string> =>
  source.pipe(catchError((error: CekuraError) => of(error._tag)))
