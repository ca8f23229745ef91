import { catchError, first, from, map, type Observable, switchMap, timeout } from 'rxjs'
import { anObservable, asked, check, type Rule } from '../safety/rules.js'
import type { Config } from '../config.js'
import { credentials } from './credentials.js'
import { toHttpError, toNetworkError } from './http-errors.js'
import type { Conceal } from '../safety/text.js'
import type { HttpReply, HttpRequest } from './transport.js'

/** What is asked of the API, in words for a message and in HTTP. */
export interface Ask {
  readonly what: string
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
  const { baseUrl, transport, requestTimeout, maxBodyBytes } = config
  const credentials$ = credentials(config)

  const timedOut = (): never => {
    throw Object.assign(new Error(`not within requestTimeout (${requestTimeout} ms)`), { code: 'ETIMEDOUT' })
  }

  return ({ what, path, body }) =>
    credentials$.pipe(
      switchMap(({ headers, conceal }) => {
        const request: HttpRequest = {
          url: baseUrl + path,
          maxBodyBytes,
          ...(body === undefined
            ? { method: 'GET', headers }
            : { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body }),
        }
        return asked(conceal, 'transport', () => from(transport(request)), anObservable).pipe(
          first(),
          timeout({ first: requestTimeout, with: timedOut }),
          catchError((error: unknown) => {
            throw toNetworkError(what, conceal, error)
          }),
          map((reply) => toAnswer(what, conceal, reply)),
        )
      }),
    )
}

const aReply: Rule = [
  (u) => {
    const { status, body } = Object(u) as Partial<HttpReply>
    return typeof status === 'number' && typeof body === 'string'
  },
  '{ status, body }',
]

const toAnswer = (what: string, conceal: Conceal, reply: HttpReply): Answer => {
  const { status, body, unreadable } = check('transport', reply, aReply, '()')
  if (status < 200 || status > 299) throw toHttpError(what, conceal, reply)
  return { what, body, unreadable, conceal }
}
