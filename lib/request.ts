import {
  catchError,
  from,
  map,
  type Observable,
  switchMap,
  take,
  throwError,
  throwIfEmpty,
  timeout,
} from 'rxjs'
import { misbehaved } from './checks.js'
import type { Config } from './config.js'
import { credentials } from './credentials.js'
import { ConfigError } from './errors.js'
import { toCekuraError, toHttpError } from './failure.js'
import { type Conceal, kindOf } from './text.js'
import type { HttpReply, HttpRequest } from './transport.js'

/** What is asked of the API, in words for a message and in HTTP. */
export interface Ask {
  readonly what: string
  readonly method: HttpRequest['method']
  readonly path: string
  readonly body?: string
}

/** A 2xx answer, not yet decoded. */
export interface Answer {
  readonly what: string
  readonly body: string
  readonly unreadable: string | undefined
  readonly conceal: Conceal
}

/**
 * Makes one exchange: emits the answer and completes. Errors with `HttpError` outside 2xx, `NetworkError` where
 * there is no answer within `requestTimeout`, `ConfigError` where an option's function is of no use.
 */
export const createExchange = (config: Config): ((ask: Ask) => Observable<Answer>) => {
  const credentials$ = credentials(config)
  return (ask) =>
    credentials$.pipe(
      switchMap(({ headers, conceal }) =>
        send(config, toHttpRequest(config, ask, headers), conceal).pipe(
          take(1),
          throwIfEmpty(() => new Error('the transport completed without a reply')),
          timeout({ first: config.requestTimeout, with: () => throwError(() => timedOut(config)) }),
          map(toAnswer(ask.what, conceal)),
          catchError((error: unknown) => throwError(() => toCekuraError(ask.what, conceal, error))),
        ),
      ),
    )
}

const toHttpRequest = (
  { baseUrl, maxBodyBytes }: Config,
  { method, path, body }: Ask,
  headers: HttpRequest['headers'],
): HttpRequest => ({
  method,
  url: baseUrl + path,
  headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
  ...(body !== undefined && { body }),
  maxBodyBytes,
})

const send = ({ transport }: Config, request: HttpRequest, conceal: Conceal): Observable<HttpReply> => {
  try {
    return from(transport(request))
  } catch (cause) {
    throw misbehaved('transport', 'its function threw or returned no Observable; see cause', conceal, cause)
  }
}

const timedOut = ({ requestTimeout }: Config): Error =>
  Object.assign(new Error(`no whole answer within requestTimeout (${requestTimeout} ms)`), {
    code: 'ETIMEDOUT',
  })

const toAnswer =
  (what: string, conceal: Conceal) =>
  (reply: HttpReply): Answer => {
    const { status, body } = (reply as Partial<HttpReply> | null | undefined) ?? {}
    if (typeof status !== 'number' || typeof body !== 'string')
      throw new ConfigError(
        `option transport: it emitted ${kindOf(reply)}; it must emit { status: number, headers, body: string }`,
        'transport',
      )
    if (status < 200 || status > 299) throw toHttpError(what, conceal, reply)
    return { what, body, unreadable: reply.unreadable, conceal }
  }
