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
import {
  CleanDescriptionRequestCodec,
  type CleanDescriptionRequest,
  type HttpReply,
  type HttpRequest,
  type Job,
} from './index.js'

/** What one poll of a scripted job meets. */
export type Step =
  /** An answer with this status, and likely words where it needs some. */
  | Job['status']
  /** An answer; `delay` is the time it takes, in ms. */
  | { readonly status: string; readonly delay?: number; readonly [field: string]: unknown }
  /** Any HTTP answer; a body that is not a string is sent as JSON. */
  | {
      readonly http: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
      readonly delay?: number
    }
  /** No answer: the connection is reset, the server hangs, what comes is not HTTP, the body is cut off. */
  | { readonly fault: Fault; readonly delay?: number }

/** How an exchange may go wrong. */
export type Fault = 'reset' | 'hang' | 'garbage' | 'cut'

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

/** A {@link FakeCekura} as a server. */
export interface FakeServer {
  /** For `baseUrl`. */
  readonly url: string
  /** Closes it and every connection to it. */
  readonly close: () => Promise<void>
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

const PROGRESS = '/test_framework/v1/metrics/generate_clean_description_progress/'
const START = '/test_framework/v1/metrics/generate_clean_description_bg/'

type Answer = {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}
type Scripted = { readonly delay: number; readonly outcome: Answer | Fault }
type Headers = { readonly get: (name: string) => string | undefined }

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

const words = {
  queued: {},
  processing: {},
  completed: {
    clean_description: 'Score whether the agent greeted the caller by name.',
    thinking: 'The draft mixed two criteria; only the greeting can be told from a transcript.',
  },
  failed: { error: 'The description could not be understood.' },
} satisfies Record<Job['status'], object>

const toScripted = (step: Step): Scripted => {
  if (typeof step === 'string') return { delay: 0, outcome: json(200, { status: step, ...words[step] }) }
  const { delay = 0, ...rest } = step
  if ('fault' in rest) return { delay, outcome: rest.fault as Fault }
  if (!('http' in rest))
    return { delay, outcome: json(200, { ...words[rest.status as Job['status']], ...rest }) }
  const {
    http,
    body = '',
    headers = {},
  } = rest as { http: number; body?: unknown; headers?: Record<string, string> }
  return {
    delay,
    outcome: typeof body === 'string' ? { status: http, body, headers } : json(http, body, headers),
  }
}

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

const parsed = (body: string | undefined): unknown => {
  try {
    return JSON.parse(body ?? '')
  } catch {
    return undefined
  }
}

const failures: Readonly<Record<Exclude<Fault, 'hang'>, readonly [code: string, message: string]>> = {
  reset: ['ECONNRESET', 'read ECONNRESET'],
  garbage: ['HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'],
  cut: ['ERR_STREAM_PREMATURE_CLOSE', 'Premature close'],
}

const failure = (fault: Exclude<Fault, 'hang'>): Error & { readonly fault: Fault } => {
  const [code, message] = failures[fault]
  return Object.assign(new Error(message), { code, fault })
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

  const handle = (method: string, url: URL, headers: Headers, body: string | undefined): Scripted => {
    const key = headers.get('x-cekura-api-key')
    const refused = (detail: string): Scripted => ({ delay: 0, outcome: json(401, { detail }) })
    if (!key) return refused('Authentication credentials were not provided.')
    if (apiKey !== undefined && key !== apiKey) return refused('Invalid API key.')
    if (method === 'GET' && url.pathname.endsWith(PROGRESS)) return poll(url.searchParams.get('progress_id'))
    if (method === 'POST' && url.pathname.endsWith(START)) return start(parsed(body))
    return { delay: 0, outcome: json(404, { detail: 'Not found.' }) }
  }

  const exchange = (
    method: string,
    url: URL,
    headers: Headers,
    body: string | undefined,
  ): Observable<Answer> =>
    defer(() => {
      const log = { method, path: url.pathname + url.search, body, outcome: 'open' as FakeRequest['outcome'] }
      requests.push(log)
      const { delay, outcome } = handle(method, url, headers, body)
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

  const ofRecord = (headers: Readonly<Record<string, string>>): Headers => ({ get: (name) => headers[name] })

  const transport: FakeCekura['transport'] = ({ method, url, headers, body }) =>
    exchange(method, new URL(url), ofRecord(headers), body)

  const fetch: FakeCekura['fetch'] = (url, { method = 'GET', headers = {}, body, signal } = {}) => {
    const aborted$ = signal ? merge(signal.aborted ? of(0) : NEVER, fromEvent(signal, 'abort')) : NEVER
    return firstValueFrom(
      merge(
        aborted$.pipe(
          map(() => {
            throw new DOMException('This operation was aborted', 'AbortError')
          }),
        ),
        exchange(method, new URL(url), new globalThis.Headers(headers) as unknown as Headers, body).pipe(
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

const serve = async (
  exchange: (method: string, url: URL, headers: Headers, body: string) => Observable<Answer>,
  port: number,
): Promise<FakeServer> => {
  // Loaded only where it is used, so that the rest runs in browsers.
  const { createServer } = await import('node:http')
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = { get: (name: string) => request.headers[name] as string | undefined }
      const url = new URL(request.url!, 'http://fake')
      const exchanged = exchange(request.method!, url, headers, Buffer.concat(chunks).toString()).subscribe({
        next: ({ status, headers: sent, body }) => response.writeHead(status, sent).end(body),
        error: ({ fault }: { fault: Fault }) => {
          const socket = response.socket!
          if (fault === 'reset') socket.resetAndDestroy()
          else if (fault === 'garbage') socket.end('this is not HTTP\r\n\r\n')
          else socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"sta\r\n')
        },
      })
      response.on('close', () => exchanged.unsubscribe())
    })
  })
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  )
  const { port: bound } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
