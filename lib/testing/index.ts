import {
  defer,
  finalize,
  firstValueFrom,
  fromEvent,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  switchMap,
  tap,
  throwError,
  timer,
} from 'rxjs'
import { parseJson } from '../safety/attempt.js'
import {
  CleanDescriptionRequestCodec,
  type CleanDescriptionRequest,
  type HttpReply,
  type HttpRequest,
} from '../index.js'
import { cleanDescription } from '../jobs/clean-description.js'
import { type FakeServer, serve } from './server.js'
import { type Exchange, failure, type Fault, json, type Scripted, type Step, toScripted } from './script.js'

export type { FakeServer, Fault, Step }

/** What {@link fakeCekura} takes. */
export interface FakeOptions {
  /** The key to accept. Default: any key, but not none. */
  readonly apiKey?: string | undefined
  /** The steps of a job that is started. Default: queued, processing, completed. */
  readonly script?: readonly Step[] | ((request: CleanDescriptionRequest) => readonly Step[]) | undefined
}

/** A request as the fake met it. */
export interface FakeRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly body: string | undefined
  /** What became of it so far. */
  readonly outcome: 'open' | 'answered' | 'aborted' | Fault
}

/** What of a fetch's arguments the fake reads. */
export interface FakeFetchInit {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

/** An in-memory Cekura. */
export interface FakeCekura {
  /** Scripts a job: each poll of it takes a step, and the last step stays. */
  readonly job: (progressId: string, steps: readonly Step[]) => void
  /** All requests so far, the oldest first. */
  readonly requests: readonly FakeRequest[]
  /** For the option `fetch`. */
  readonly fetch: (url: string | URL, init?: FakeFetchInit) => Promise<Response>
  /** For the option `transport`: all in RxJS, and so on a `TestScheduler`'s virtual time where there is one. */
  readonly transport: (request: Omit<HttpRequest, 'maxBodyBytes'>) => Observable<HttpReply>
  /** Serves it on loopback; Node only. Port 0, the default, takes a free one. */
  readonly listen: (port?: number) => Promise<FakeServer>
}

const { start: starting, progress: progressing } = cleanDescription

const KEY = 'x-cekura-api-key'

/** Field errors in the manner of Django REST. */
const fieldErrors = (request: unknown): Record<string, string[]> => {
  const given = (typeof request === 'object' && request !== null ? request : {}) as Record<string, unknown>
  const valid = { agent: 7, metric_description: '-', eval_type: 'boolean' }
  return Object.fromEntries(
    Object.keys(valid)
      .filter((field) => !CleanDescriptionRequestCodec.is({ ...valid, [field]: given[field] }))
      .map((field) => [
        field,
        [given[field] === undefined ? 'This field is required.' : 'This value is not valid.'],
      ]),
  )
}

/**
 * An in-memory Cekura with scripted jobs and faults, for tests and demonstrations: as a `fetch`, as a `transport`
 * on virtual time, and on Node as a real HTTP server. As the vendor's OpenAPI documents say, it wants a key
 * (401 without), checks the start request (400 with field errors), and knows only its own jobs (404).
 *
 * @example
 * ```ts
 * import { createClient } from 'rx-cekura'
 * import { fakeCekura } from 'rx-cekura/testing'
 *
 * const fake = fakeCekura()
 * fake.job('a', ['queued', { http: 503 }, 'processing', { fault: 'reset' }, { status: 'completed', delay: 100 }])
 * createClient({ apiKey: 'any', fetch: fake.fetch, interval: 10 })
 *   .progress$('a')
 *   .subscribe((p) => console.log(p.status)) // queued, processing, completed
 * ```
 */
export const fakeCekura = ({
  apiKey,
  script = ['queued', 'processing', 'completed'],
}: FakeOptions = {}): FakeCekura => {
  const jobs = new Map<string, Step[]>()
  const requests: { -readonly [K in keyof FakeRequest]: FakeRequest[K] }[] = []
  let started = 0

  const job: FakeCekura['job'] = (id, steps) => {
    if (steps.length === 0) throw new RangeError('fakeCekura: a job needs at least one step')
    jobs.set(id, [...steps])
  }

  const poll = (id: string | null): Scripted => {
    if (!id) return { delay: 0, outcome: json(400, { progress_id: ['This field is required.'] }) }
    const steps = jobs.get(id)
    if (!steps) return { delay: 0, outcome: json(404, { detail: 'Not found.' }) }
    return toScripted((steps.length > 1 ? steps.shift() : steps[0])!)
  }

  const start = (request: unknown): Scripted => {
    if (!CleanDescriptionRequestCodec.is(request))
      return { delay: 0, outcome: json(400, fieldErrors(request)) }
    const id = `job-${++started}`
    job(id, typeof script === 'function' ? script(request) : script)
    return { delay: 0, outcome: json(200, { progress_id: id }) }
  }

  const handle = (...[method, url, key, body]: Parameters<Exchange>): Scripted => {
    const refused = (detail: string): Scripted => ({ delay: 0, outcome: json(401, { detail }) })
    if (!key) return refused('Authentication credentials were not provided.')
    if (apiKey !== undefined && key !== apiKey) return refused('Invalid API key.')
    if (method === 'GET' && url.pathname.endsWith(progressing.path))
      return poll(url.searchParams.get('progress_id'))
    if (method === 'POST' && url.pathname.endsWith(starting!.path)) return start(parseJson(body ?? ''))
    return { delay: 0, outcome: json(404, { detail: 'Not found.' }) }
  }

  const exchange: Exchange = (method, url, key, body) =>
    defer(() => {
      const log = { method, path: url.pathname + url.search, body, outcome: 'open' as FakeRequest['outcome'] }
      requests.push(log)
      const { delay, outcome } = handle(method, url, key, body)
      return (delay > 0 ? timer(delay) : of(0)).pipe(
        switchMap(() => {
          if (typeof outcome !== 'string') return of(outcome)
          log.outcome = outcome
          return outcome === 'hang' ? NEVER : throwError(() => failure(outcome))
        }),
        tap(() => (log.outcome = 'answered')),
        finalize(() => {
          if (log.outcome === 'open' || log.outcome === 'hang') log.outcome = 'aborted'
        }),
      )
    })

  const transport: FakeCekura['transport'] = ({ method, url, headers, body }) =>
    exchange(method, new URL(url), headers[KEY], body)

  const fetch: FakeCekura['fetch'] = (url, { method = 'GET', headers = {}, body, signal } = {}) => {
    const aborted$ = signal ? merge(signal.aborted ? of(0) : NEVER, fromEvent(signal, 'abort')) : NEVER
    return firstValueFrom(
      merge(
        aborted$.pipe(
          map(() => {
            throw new DOMException('This operation was aborted', 'AbortError')
          }),
        ),
        exchange(method, new URL(url), new Headers(headers).get(KEY), body).pipe(
          map(
            ({ status, headers: sent = {}, body: text }) =>
              new Response(text || null, { status, headers: sent }),
          ),
        ),
      ),
    )
  }

  return { job, requests, fetch, transport, listen: (port = 0) => serve(exchange, port) }
}
