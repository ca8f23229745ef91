import {
  catchError,
  defer,
  from,
  map,
  type Observable,
  of,
  tap,
  throwError,
  timeout,
  TimeoutError,
  zip,
} from 'rxjs'
import { aKey, check, checkHeaders, misbehaved } from './checks.js'
import type { Config, Supplied } from './config.js'
import { ConfigError } from './errors.js'
import { type Conceal, concealing } from './text.js'

/** What a request is sent with, and how to keep it out of messages. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>
  readonly conceal: Conceal
}

/** The headers that open the door, and how to keep them out of messages. */
export const credentials = (config: Config): Observable<Credentials> => {
  const { apiKey, headers, requestTimeout } = config
  let { conceal } = config
  const known: Conceal = (text) => conceal(text)
  const both$ = zip(
    supplied('apiKey', apiKey, (key) => check('apiKey', key, aKey), requestTimeout, known),
    supplied('headers', headers, checkHeaders, requestTimeout, known),
  ).pipe(
    map(([key, others]) => toCredentials(key, others)),
    // What is supplied next may fail with words that hold what was supplied last.
    tap((latest) => (conceal = latest.conceal)),
  )
  if (typeof apiKey === 'function' || typeof headers === 'function') return both$
  return of(toCredentials(apiKey, headers))
}

const toCredentials = (key: string | undefined, others: Readonly<Record<string, string>>): Credentials => ({
  headers: {
    accept: 'application/json',
    ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name.toLowerCase(), value])),
    ...(key !== undefined && { 'x-cekura-api-key': key }),
  },
  conceal: concealing([key, ...Object.values(others)]),
})

/** Asks an option's function; whatever goes wrong in it is a `ConfigError`. */
const supplied = <A>(
  option: string,
  value: Supplied<A>,
  check: (value: unknown) => void,
  ms: number,
  conceal: Conceal,
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
        catchError((cause: unknown) => throwError(() => unusable(option, cause, ms, conceal))),
      )

const isPromiseLike = <A>(u: A | PromiseLike<A>): u is PromiseLike<A> =>
  typeof (u as Partial<PromiseLike<A>> | null | undefined)?.then === 'function'

const unusable = (option: string, cause: unknown, ms: number, conceal: Conceal): ConfigError =>
  cause instanceof ConfigError
    ? cause
    : misbehaved(
        option,
        `its function ${cause instanceof TimeoutError ? `did not answer within ${ms} ms` : 'threw or rejected; see cause'}`,
        conceal,
        cause,
      )
