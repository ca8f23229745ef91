import crossFetch from 'cross-fetch'
import { isObservable, type Observable } from 'rxjs'
import {
  asked,
  check,
  checkApiKey,
  checkHeaders,
  checkNames,
  isDelay,
  isFinitePositive,
  isFunction,
  isRecord,
  refuse,
} from './checks.js'
import { MAX_DELAY } from './clock.js'
import type { ConfigError } from './errors.js'
import { isTransient, type Retry, type RetryPolicy } from './retry.js'
import { constant, type Schedule, standard } from './schedules.js'
import { type Conceal, concealing } from './text.js'
import { type FetchLike, fetchTransport, type Transport } from './transport.js'

/** A value, or a function asked for it before each request. */
export type Supplied<A> = A | (() => A | PromiseLike<A>)

/** What {@link createClient} takes; everything has a default. */
export interface ClientConfig {
  /**
   * Sent as `X-CEKURA-API-KEY`. A function is asked before each request. May be absent: a browser talks to its own
   * backend, which adds the key. Default: the environment's `CEKURA_API_KEY`, where there is one.
   */
  readonly apiKey?: Supplied<string> | undefined
  /**
   * With or without a trailing slash or a path prefix; relative to the page in a browser. Default: the
   * environment's `CEKURA_API_URL`, else `https://api.cekura.ai`.
   */
  readonly baseUrl?: string | undefined
  /** Allows `http:` to a host that is not loopback, where anybody on the way can read the key. Default false. */
  readonly allowInsecure?: boolean | undefined
  /** Sent with each request; cannot replace the key's header. Default none. */
  readonly headers?: Supplied<Readonly<Record<string, string>>> | undefined
  /** Any WHATWG-like fetch. Default cross-fetch: node-fetch on Node, the browser's own in a browser. */
  readonly fetch?: FetchLike | undefined
  /** Replaces HTTP altogether. Default `fetchTransport(fetch)`. */
  readonly transport?: Transport | undefined
  /** Ms from an answer to the next request, or a schedule. Default `schedules.standard`. */
  readonly interval?: number | Schedule | undefined
  /** How transient failures are retried; `false` for not at all. Default `{ limit: 5, initialDelay: 500, maxDelay: 30_000 }`. */
  readonly retry?: Retry | false | undefined
  /** Ms for one exchange, the body included. Default 30 000. */
  readonly requestTimeout?: number | undefined
  /** Ms for a whole observation from its subscription; `Infinity` for none. Default 900 000. */
  readonly deadline?: number | undefined
  /** Decoded bytes read of one reply at the most. Default 1 048 576. */
  readonly maxBodyBytes?: number | undefined
  /**
   * While false, no request is made (the deadline's clock runs on); on true, polls at once. May be false from the
   * start; until it emits it counts as true. Default: always true.
   */
  readonly active$?: Observable<boolean> | undefined
}

/** A {@link ClientConfig}, validated, with every choice made. */
export interface Config {
  readonly apiKey: Supplied<string> | undefined
  readonly baseUrl: string
  readonly headers: Supplied<Readonly<Record<string, string>>>
  /** Hides the key and the headers, as far as they are no functions. */
  readonly conceal: Conceal
  readonly transport: Transport
  readonly interval: Schedule
  readonly retry: RetryPolicy
  readonly requestTimeout: number
  readonly deadline: number
  readonly maxBodyBytes: number
  readonly active$: Observable<boolean> | undefined
}

const isLoopback = ({ hostname }: URL): boolean =>
  /^(.+\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(hostname)

/** Without trailing slashes, so that the endpoints' paths can follow. */
const checkedBaseUrl = (option: string, value: unknown, allowInsecure: boolean): string => {
  const allowed = (what: string): ConfigError => refuse(option, value, what)
  if (typeof value !== 'string') throw allowed('a URL')
  let url: URL
  try {
    url = new URL(value, (globalThis as Partial<typeof globalThis>).location?.href)
  } catch {
    throw allowed('a URL such as https://api.cekura.ai, or in a browser a path')
  }
  if (!/^https?:$/.test(url.protocol)) throw allowed('an https: URL')
  if (url.username || url.password) throw allowed('a URL without user and password')
  if (url.search || url.hash) throw allowed('a URL without query and fragment')
  if (url.protocol === 'http:' && !isLoopback(url) && !allowInsecure)
    throw allowed('an https: URL, or http: on a loopback host; allowInsecure: true lifts this')
  return (url.origin + url.pathname).replace(/\/+$/, '')
}

const retryOptions = ['limit', 'initialDelay', 'maxDelay', 'isTransient'] as const

const checkedRetry = (retry: Retry | false | undefined, conceal: Conceal): RetryPolicy => {
  check('retry', retry, retry === undefined || retry === false || isRecord(retry), 'an object or false')
  const chosen = retry === false ? { limit: 0 } : (retry ?? {})
  checkNames('retry.', chosen, retryOptions)
  const {
    limit = 5,
    initialDelay = 500,
    maxDelay = 30_000,
    isTransient: custom = isTransient,
  }: Retry = chosen
  check('retry.limit', limit, Number.isInteger(limit) && limit >= 0, 'a whole number >= 0')
  check('retry.initialDelay', initialDelay, isDelay(initialDelay), 'finite ms >= 0')
  check('retry.maxDelay', maxDelay, isDelay(maxDelay), 'finite ms >= 0')
  check('retry.isTransient', custom, isFunction(custom), 'a function of an error to a boolean')
  return {
    limit,
    initialDelay,
    maxDelay,
    isTransient: (error) =>
      asked(
        conceal,
        'retry.isTransient',
        () => custom(error),
        (u) => typeof u === 'boolean',
        'a boolean',
      ),
  }
}

const options = [
  'apiKey',
  'baseUrl',
  'allowInsecure',
  'headers',
  'fetch',
  'transport',
  'interval',
  'retry',
  'requestTimeout',
  'deadline',
  'maxBodyBytes',
  'active$',
] as const satisfies readonly (keyof ClientConfig)[]

/** An environment variable where there is an environment that may be read; an empty one is absent. */
const environment = (name: string): string | undefined => {
  try {
    return globalThis.process.env[name] || undefined
  } catch {
    return undefined
  }
}

/** Makes every choice that the caller left open. Throws `ConfigError` at the first that cannot be used. */
export const checkedConfig = (given: ClientConfig = {}): Config => {
  check('config', given, isRecord(given), 'an object')
  checkNames('', given, options)
  const {
    apiKey = environment('CEKURA_API_KEY'),
    allowInsecure = false,
    headers = {},
    fetch = crossFetch,
    transport = fetchTransport(fetch),
    interval = standard,
    requestTimeout = 30_000,
    deadline = 900_000,
    maxBodyBytes = 1_048_576,
    active$,
  } = given
  if (apiKey !== undefined && !isFunction(apiKey)) checkApiKey(apiKey)
  if (!isFunction(headers)) checkHeaders(headers)
  check('allowInsecure', allowInsecure, typeof allowInsecure === 'boolean', 'a boolean')
  check('fetch', fetch, isFunction(fetch), 'a function like fetch')
  check(
    'transport',
    transport,
    isFunction(transport),
    'a function of a request to an Observable of its reply',
  )
  check('interval', interval, isFunction(interval) || isDelay(interval), 'finite ms >= 0, or a function')
  check('requestTimeout', requestTimeout, isFinitePositive(requestTimeout), 'finite ms > 0')
  check('deadline', deadline, deadline > 0 && typeof deadline === 'number', 'ms > 0, or Infinity')
  check('maxBodyBytes', maxBodyBytes, isFinitePositive(maxBodyBytes), 'finite bytes > 0')
  check('active$', active$, active$ === undefined || isObservable(active$), 'an Observable of booleans')
  const fixed = typeof headers === 'function' ? { apiKey } : { ...headers, apiKey }
  const conceal = concealing(Object.values(fixed).filter((u) => typeof u === 'string'))
  const url = environment('CEKURA_API_URL') ?? 'https://api.cekura.ai'
  return {
    apiKey,
    baseUrl:
      given.baseUrl === undefined
        ? checkedBaseUrl('baseUrl (CEKURA_API_URL)', url, allowInsecure)
        : checkedBaseUrl('baseUrl', given.baseUrl, allowInsecure),
    // A copy, so that what was checked is what is sent.
    headers: typeof headers === 'function' ? headers : { ...headers },
    conceal,
    transport,
    interval:
      typeof interval === 'number'
        ? constant(interval)
        : (poll) => asked(conceal, 'interval', () => interval(poll), isDelay, 'finite ms >= 0'),
    retry: checkedRetry(given.retry, conceal),
    requestTimeout: Math.min(requestTimeout, MAX_DELAY),
    deadline,
    maxBodyBytes,
    active$,
  }
}
