import crossFetch from 'cross-fetch'
import { isObservable, type Observable } from 'rxjs'
import {
  aBoolean,
  aDelay,
  aKey,
  aRecordOfStrings,
  asked,
  check,
  checked,
  checkHeaders,
  isDelay,
  isFunction,
  isPositive,
  isRecord,
  orFunction,
  refuse,
  type Rule,
} from './checks.js'
import { MAX_DELAY } from './clock.js'
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
const toBaseUrl = (option: string, value: string, allowInsecure: boolean): string => {
  const demand = (valid: boolean, allowed: string): void => {
    if (!valid) throw refuse(option, value, allowed)
  }
  let url: URL
  try {
    url = new URL(value, (globalThis as Partial<typeof globalThis>).location?.href)
  } catch {
    throw refuse(option, value, 'a URL such as https://api.cekura.ai, or in a browser a path')
  }
  demand(/^https?:$/.test(url.protocol), 'an https: URL')
  demand(!url.username && !url.password, 'a URL without user and password')
  demand(!url.search && !url.hash, 'a URL without query and fragment')
  demand(
    url.protocol === 'https:' || isLoopback(url) || allowInsecure,
    'an https: URL, or http: on a loopback host; allowInsecure: true lifts this',
  )
  return (url.origin + url.pathname).replace(/\/+$/, '')
}

const retryRules = {
  limit: [(u) => Number.isInteger(u) && (u as number) >= 0, 'a whole number >= 0'],
  initialDelay: aDelay,
  maxDelay: aDelay,
  isTransient: [isFunction, 'a function of an error to a boolean'],
} satisfies Record<keyof Retry, Rule>

const toRetryPolicy = (retry: Retry | false, conceal: Conceal): RetryPolicy => {
  const defaults = { limit: 5, initialDelay: 500, maxDelay: 30_000, isTransient }
  const policy = checked<Retry>('retry.', retryRules, defaults, retry || { limit: 0 }) as RetryPolicy
  return {
    ...policy,
    isTransient: (error) => asked(conceal, 'retry.isTransient', () => policy.isTransient(error), aBoolean),
  }
}

const aSpan: Rule = [isPositive, 'finite ms > 0']

const rules = {
  apiKey: orFunction(aKey),
  baseUrl: [(u) => typeof u === 'string', 'a URL'],
  allowInsecure: aBoolean,
  headers: orFunction(aRecordOfStrings),
  fetch: [isFunction, 'a function like fetch'],
  transport: [isFunction, 'a function of a request to an Observable of its reply'],
  interval: orFunction([isDelay, 'finite ms >= 0, or a function']),
  retry: [(u) => u === false || isRecord(u), 'an object or false'],
  requestTimeout: aSpan,
  deadline: [(u) => u === Infinity || isPositive(u), 'ms > 0, or Infinity'],
  maxBodyBytes: [isPositive, 'finite bytes > 0'],
  active$: [isObservable, 'an Observable of booleans'],
} satisfies Record<keyof ClientConfig, Rule>

const defaults = {
  allowInsecure: false,
  headers: {},
  fetch: crossFetch,
  interval: standard,
  retry: {},
  requestTimeout: 30_000,
  deadline: 900_000,
  maxBodyBytes: 1_048_576,
} satisfies ClientConfig

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
  check('config', given, [isRecord, 'an object'])
  const chosen = checked<ClientConfig>('', rules, defaults, given) as ClientConfig & typeof defaults
  const { apiKey = environment('CEKURA_API_KEY'), baseUrl, headers, interval, fetch } = chosen
  if (apiKey !== undefined) check('apiKey', apiKey, rules.apiKey)
  if (!isFunction(headers)) checkHeaders(headers)
  const conceal = concealing([apiKey, ...(Object.values(headers) as unknown[])])
  const { transport = fetchTransport(fetch), requestTimeout, deadline, maxBodyBytes, active$ } = chosen
  return {
    apiKey,
    baseUrl:
      baseUrl === undefined
        ? toBaseUrl(
            'baseUrl (CEKURA_API_URL)',
            environment('CEKURA_API_URL') ?? 'https://api.cekura.ai',
            chosen.allowInsecure,
          )
        : toBaseUrl('baseUrl', baseUrl, chosen.allowInsecure),
    // A copy, so that what was checked is what is sent.
    headers: typeof headers === 'function' ? headers : { ...headers },
    conceal,
    transport,
    interval:
      typeof interval === 'number'
        ? constant(interval)
        : (poll) => asked(conceal, 'interval', () => interval(poll), aDelay),
    retry: toRetryPolicy(chosen.retry, conceal),
    requestTimeout: Math.min(requestTimeout, MAX_DELAY),
    deadline,
    maxBodyBytes,
    active$,
  }
}
