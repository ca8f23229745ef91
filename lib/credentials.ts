import {
  catchError,
  defer,
  from,
  map,
  type Observable,
  of,
  throwError,
  timeout,
  TimeoutError,
  zip,
} from 'rxjs'
import { checkApiKey, checkHeaders } from './checks.js'
import type { Config, Supplied } from './config.js'
import { ConfigError } from './errors.js'
import { type Conceal, concealing } from './text.js'

/** What a request is sent with, and how to keep it out of messages. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>
  readonly conceal: Conceal
}

/** The headers that open the door, and how to keep them out of messages. */
export const credentials = ({ apiKey, headers, requestTimeout }: Config): Observable<Credentials> => {
  const both$ = zip(
    supplied('apiKey', apiKey, checkApiKey, requestTimeout),
    supplied('headers', headers, checkHeaders, requestTimeout),
  ).pipe(map(([key, others]) => toCredentials(key, others)))
  if (typeof apiKey === 'function' || typeof headers === 'function') return both$
  return of(toCredentials(apiKey, headers))
}

const toCredentials = (key: string | undefined, others: Readonly<Record<string, string>>): Credentials => ({
  headers: {
    accept: 'application/json',
    ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name.toLowerCase(), value])),
    ...(key !== undefined && { 'x-cekura-api-key': key }),
  },
  conceal: concealing([...Object.values(others), ...(key === undefined ? [] : [key])]),
})

/** Asks an option's function; whatever goes wrong in it is a `ConfigError`. */
const supplied = <A>(
  option: string,
  value: Supplied<A>,
  check: (value: unknown) => void,
  ms: number,
): Observable<A> =>
  typeof value !== 'function'
    ? of(value)
    : defer(() => {
        const answer = (value as () => A | PromiseLike<A>)()
        return isPromiseLike(answer) ? from(answer).pipe(timeout({ first: ms })) : of(answer)
      }).pipe(
        map((answer) => {
          check(answer)
          return answer
        }),
        catchError((cause: unknown) => throwError(() => unusable(option, cause, ms))),
      )

const isPromiseLike = <A>(u: A | PromiseLike<A>): u is PromiseLike<A> =>
  typeof (u as Partial<PromiseLike<A>> | null | undefined)?.then === 'function'

const unusable = (option: string, cause: unknown, ms: number): ConfigError =>
  cause instanceof ConfigError
    ? cause
    : new ConfigError(
        `option ${option}: its function ${
          cause instanceof TimeoutError ? `did not answer within ${ms} ms` : 'threw or rejected; see cause'
        }`,
        option,
        { cause },
      )
