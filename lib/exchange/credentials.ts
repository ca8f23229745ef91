import { catchError, defer, from, isObservable, map, type Observable, of, timeout, zip } from 'rxjs'
import { isRecord } from '../model/record.js'
import { optionError } from '../safety/guard.js'
import {
  apiKeyRule,
  check,
  checkedHeaders,
  headersRule,
  option,
  type Options,
  orFunction,
} from '../safety/rules.js'
import { type Auth, authOf } from './http-errors.js'
import type { Conceal, Secrets } from '../safety/secrets.js'

/** A value, or a function that returns it or a promise of it. The function is called before each request. */
export type Supplied<A> = A | (() => A | PromiseLike<A>)

type Headers = Readonly<Record<string, string>>

/** Headers of a request, and the function that redacts their values in messages. */
export interface Credentials {
  readonly headers: Headers
  /** The option that authenticates the request, for the advice in its errors. */
  readonly auth: Auth
  readonly conceal: Conceal
}

export interface CredentialsOptions {
  readonly apiKey: Supplied<string> | undefined
  readonly headers: Supplied<Headers>
  readonly requestTimeout: number
  readonly secrets: Secrets
}

export const apiKeyOption = /* @__PURE__ */ orFunction(apiKeyRule)

export const credentialsOptions: Options<Pick<CredentialsOptions, 'apiKey' | 'headers'>> = {
  apiKey: apiKeyOption,
  headers: /* @__PURE__ */ option(orFunction(headersRule), {}),
}

/**
 * Returns a function that supplies the credentials of each request. It returns them at once, or as an Observable if an
 * option's function returns a promise. Any failure of an option's function is a `ConfigError`.
 */
export const credentials = ({
  apiKey,
  headers,
  requestTimeout,
  secrets,
}: CredentialsOptions): (() => Credentials | Observable<Credentials>) => {
  const toCredentials = unlessSame((own) => ({
    headers: { accept: 'application/json', ...own },
    auth: authOf(own),
    conceal: secrets.add(Object.values(own)),
  }))
  const combined = (key: string | undefined, others: Headers): Credentials =>
    toCredentials(key === undefined ? others : { ...others, 'x-cekura-api-key': key })
  if (typeof apiKey !== 'function' && typeof headers !== 'function') {
    const fixed = combined(apiKey, headers)
    return () => fixed
  }

  const ask = <A>(option: string, value: Supplied<A>, check: (value: A) => A): A | Observable<A> => {
    const fail = (thrown: unknown): never => {
      throw optionError(option, secrets.conceal, thrown)
    }
    try {
      const answer = typeof value === 'function' ? (value as () => A | PromiseLike<A>)() : value
      return isPromiseLike(answer)
        ? from(answer).pipe(timeout(requestTimeout), map(check), catchError(fail))
        : check(answer)
    } catch (thrown) {
      return fail(thrown)
    }
  }
  // Added as soon as they are known, because errors of the next functions may contain them.
  const checkKey = (key: string | undefined) => {
    if (apiKey === undefined) return key
    check('apiKey', key, apiKeyRule)
    secrets.add([key])
    return key
  }
  const checkHeaders = unlessSame((given) => {
    const headers = checkedHeaders(given)
    secrets.add(Object.values(headers))
    return headers
  })
  const askHeaders = () => ask('headers', headers, checkHeaders)

  return () => {
    const key = ask('apiKey', apiKey, checkKey)
    // Subscribes to the key before calling the headers' function, so that a rejected key is handled if that fails.
    if (isObservable(key))
      return zip(
        key,
        defer(() => toObservable(askHeaders())),
        combined,
      )
    const others = askHeaders()
    return isObservable(others) ? others.pipe(map((others) => combined(key, others))) : combined(key, others)
  }
}

/** Returns the last result again for the same headers, because checking and redacting them costs more than a poll. */
const unlessSame = <A>(make: (headers: Headers) => A): ((headers: Headers) => A) => {
  let last: Headers | undefined
  let result: A
  return (given) => {
    if (last && isSame(last, given)) return result
    // A copy, because a getter may return another value to the check.
    const headers = isRecord(given) ? { ...given } : given
    result = make(headers)
    last = headers
    return result
  }
}

const isSame = (known: Headers, given: Headers): boolean => {
  if (!isRecord(given)) return false
  const names = Object.keys(given)
  return (
    names.length === Object.keys(known).length &&
    names.every((name) => Object.hasOwn(known, name) && known[name] === given[name])
  )
}

const toObservable = <A>(u: A | Observable<A>): Observable<A> => (isObservable(u) ? u : of(u))

const isPromiseLike = <A>(u: A | PromiseLike<A>): u is PromiseLike<A> =>
  typeof (u as Partial<PromiseLike<A>> | null | undefined)?.then === 'function'
