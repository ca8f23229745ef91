import { defer, finalize, NEVER, type Observable, of, switchMap, tap, throwError, timer } from 'rxjs'
import type { FakeApi } from './fake-api.js'
import type { HttpAnswer } from './answers.js'
import type { RequestUrl } from './routes.js'
import type { Fault } from './script.js'

/** A request that the fake received. */
export interface FakeRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly body: string | undefined
  /** `open` until the response is sent, then `answered`, `aborted` by the client, or the fault that occurred. */
  readonly outcome: 'open' | 'answered' | 'aborted' | Fault
}

/** Sends one request to the fake. Emits the response, or errors as the network would. */
export type Exchange = (
  method: string,
  url: RequestUrl,
  key: string | undefined,
  body: string | undefined,
) => Observable<HttpAnswer>

/** Makes an exchange that plays the responses of an API with their delays and faults, and logs the requests. */
export const exchangeOf =
  (api: FakeApi, requests: FakeRequest[]): Exchange =>
  (method, url, key, body) =>
    defer(() => {
      const log = { method, path: url.pathname + url.search, body, outcome: 'open' as FakeRequest['outcome'] }
      requests.push(log)
      const { delay, outcome } = api.handle(method, url, key, body)
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

const failures: Readonly<Record<Exclude<Fault, 'hang'>, readonly [code: string, message: string]>> = {
  reset: ['ECONNRESET', 'read ECONNRESET'],
  garbage: ['HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'],
  cut: ['ERR_STREAM_PREMATURE_CLOSE', 'Premature close'],
}

/** Makes the error that a fault causes. */
const failure = (fault: Exclude<Fault, 'hang'>): Error & { readonly fault: Fault } => {
  const [code, message] = failures[fault]
  return Object.assign(new Error(message), { code, fault })
}
