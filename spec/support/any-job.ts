import type { ExecutionContext } from 'ava'
import { type Observable, of } from 'rxjs'
import {
  type CekuraError,
  type ClientConfig,
  createClient,
  type HttpReply,
  type HttpRequest,
  type PollEvent,
} from '../../lib/index.js'
import type { cleanDescription } from '../../lib/jobs/index.js'
import { fakeCekura } from '../../lib/testing/index.js'
import { virtually } from './virtual.js'

/** A definition of any job. */
export type Definition = typeof cleanDescription

/** A client of any job. Its arguments are unknown, because specs pass wrong ones too. */
export interface AnyClient {
  readonly progress$: (ref: unknown) => Observable<unknown>
  readonly start$?: (request: unknown) => Observable<unknown>
  readonly run$?: (request: unknown) => Observable<unknown>
  readonly cancel$?: (ref: unknown) => Observable<unknown>
}

/** A body, sent with status 200 unless `http` is another. */
export interface Reply {
  readonly http?: number
  readonly body: object
}

/** A transport whose n-th request gets the n-th reply; the last one stays. Keeps the requests. */
export const transportOf = (replies: readonly Reply[]) => {
  const sent: { readonly line: string; readonly body: unknown }[] = []
  const transport = ({ method, url, body }: HttpRequest): Observable<HttpReply> => {
    const { pathname, search } = new URL(url)
    const line = `${method} ${pathname}${search}`
    sent.push({ line, body: body === undefined ? undefined : JSON.parse(body) })
    if (sent.length > 100) throw new Error('polls on without an end')
    const { http = 200, body: reply } = replies[Math.min(sent.length, replies.length) - 1]!
    return of({ status: http, body: JSON.stringify(reply) })
  }
  return { sent, transport }
}

/** A client of one job over {@link transportOf}. Keeps its events too. */
export const clientOf = (job: Definition, replies: readonly Reply[], config: ClientConfig = {}) => {
  const events: PollEvent[] = []
  const { sent, transport } = transportOf(replies)
  const { events$, of: client } = createClient({ transport, interval: 10, retry: false, ...config })
  events$.subscribe((event) => events.push(event))
  return { sent, events, client: client(job) as unknown as AnyClient }
}

/** A client of one job of a fake API. */
export const fakeOf = (job: Definition) => {
  const fake = fakeCekura()
  const { of: client } = createClient({ apiKey: 'any', transport: fake.transport, interval: 60_000 })
  return { fake, client: client(job) as unknown as AnyClient }
}

/** Runs a stream on the virtual clock to its end. */
export const seen = (t: ExecutionContext, source: Observable<unknown>) => {
  const values: unknown[] = []
  let end: 'complete' | CekuraError | undefined
  virtually(t, ({ flush }) => {
    source.subscribe({
      next: (value) => values.push(value),
      error: (error: CekuraError) => (end = error),
      complete: () => (end = 'complete'),
    })
    flush()
  })
  return { values, end }
}
