import { catchError, defer, from, map, type Observable, of, timeout, zip } from 'rxjs'
import { optionError } from '../safety/guard.js'
import { apiKeyRule, check, checkedHeaders } from '../safety/rules.js'
import { type Conceal, concealing } from '../safety/secrets.js'

/** A value, or a function that returns it or a promise of it. The function is called before each request. */
export type Supplied<A> = A | (() => A | PromiseLike<A>)

/** What a request is sent with, and how to keep it out of messages. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>
  readonly conceal: Conceal
}

export interface CredentialsOptions {
  readonly apiKey: Supplied<string> | undefined
  readonly headers: Supplied<Readonly<Record<string, string>>>
  readonly requestTimeout: number
  readonly conceal: Conceal
}

/** The headers that open the door. Where functions supply them, whatever goes wrong in these is a `ConfigError`. */
export const credentials = ({
  apiKey,
  headers,
  requestTimeout,
  ...config
}: CredentialsOptions): Credentials | Observable<Credentials> => {
  if (typeof apiKey !== 'function' && typeof headers !== 'function') return toCredentials(apiKey, headers)
  let { conceal } = config

  const supplied = <A>(option: string, value: Supplied<A>, check: (value: A) => A): Observable<A> =>
    defer(() => {
      const answer = typeof value === 'function' ? (value as () => A | PromiseLike<A>)() : value
      return isPromiseLike(answer) ? from(answer).pipe(timeout(requestTimeout)) : of(answer)
    }).pipe(
      map(check),
      catchError((thrown: unknown) => {
        throw optionError(option, conceal, thrown)
      }),
    )

  return zip(
    supplied('apiKey', apiKey, (key) => (apiKey === undefined ? key : check('apiKey', key, apiKeyRule))),
    supplied('headers', headers, checkedHeaders),
  ).pipe(
    map(([key, others]) => {
      const latest = toCredentials(key, others)
      // What is supplied next may fail with words that hold what was supplied last.
      conceal = latest.conceal
      return latest
    }),
  )
}

const toCredentials = (key: string | undefined, others: Readonly<Record<string, string>>): Credentials => ({
  headers: {
    accept: 'application/json',
    ...others,
    ...(key !== undefined && { 'x-cekura-api-key': key }),
  },
  conceal: concealing([key, ...Object.values(others)]),
})

const isPromiseLike = <A>(u: A | PromiseLike<A>): u is PromiseLike<A> =>
  typeof (u as Partial<PromiseLike<A>> | null | undefined)?.then === 'function'
