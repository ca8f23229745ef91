import type { Observable } from 'rxjs'
import { isRecord, ownOf } from './model/record.js'
import { attempt } from './safety/attempt.js'
import { callOption } from './safety/guard.js'
import {
  booleanRule,
  delayRule,
  functionRule,
  observableRule,
  apiKeyRule,
  positiveRule,
  headersRule,
  queryRule,
  check,
  checkOptions,
  checkedHeaders,
  isPositive,
  option,
  orFunction,
  textRule,
  type Options,
  read,
} from './safety/rules.js'
import { MAX_DELAY } from './polling/clock.js'
import { platform } from '#platform'
import { isTransient, type Retry, type RetryPolicy } from './polling/retry.js'
import { type Schedule, standard } from './polling/schedules.js'
import { type Conceal, createSecrets, type Secrets } from './safety/secrets.js'
import type { Supplied } from './exchange/credentials.js'
import { type FetchLike, fetchTransport } from './exchange/fetch-transport.js'
import type { Transport } from './exchange/transport.js'

/** What {@link createClient} takes; everything has a default. */
export interface ClientConfig {
  /**
   * Sent as `X-CEKURA-API-KEY`. A function is asked before each request. May be absent: a browser talks to its own
   * backend, which adds the key. Default: the environment's `CEKURA_API_KEY`, unless `baseUrl` is relative.
   */
  readonly apiKey?: Supplied<string> | undefined
  /**
   * With or without a trailing slash or a path prefix. A relative one resolves against `document.baseURI`. Default: the
   * environment's `CEKURA_API_URL`, otherwise `https://api.cekura.ai`.
   */
  readonly baseUrl?: string | undefined
  /** Allows `http:` to a host that is not loopback, where anybody on the way can read the key. Default false. */
  readonly allowInsecure?: boolean | undefined
  /** Sent with each request; cannot replace the key's header. Default none. */
  readonly headers?: Supplied<Readonly<Record<string, string>>> | undefined
  /** Sent in the query of each request, for example a `project_id`. A field of the job itself wins. Default none. */
  readonly query?: Readonly<Record<string, string | number>> | undefined
  /**
   * Shares one polling loop between all subscribers of a job. False gives each subscription a loop of its own: for a
   * server whose `apiKey` depends on the caller, because tenants must not see each other's answers, and for runtimes
   * that tie I/O to one request. Default true.
   */
  readonly share?: boolean | undefined
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
  /** At most so many decoded bytes are read of one reply. Default 1 048 576. */
  readonly maxBodyBytes?: number | undefined
  /**
   * While false, no request is made (the deadline's clock runs on); on true, polls at once. May be false from the
   * start; until it emits it counts as true. Default: always true.
   */
  readonly active$?: Observable<boolean> | undefined
}

/** Milliseconds for an observation, if neither the options nor the job set them. */
export const DEFAULT_DEADLINE = 900_000

/** A {@link ClientConfig}, validated, with every choice made. */
export interface Config {
  readonly apiKey: Supplied<string> | undefined
  readonly baseUrl: string
  readonly headers: Supplied<Readonly<Record<string, string>>>
  readonly query: Readonly<Record<string, string>>
  readonly share: boolean
  /** The key and the headers, also those that functions returned lately. */
  readonly secrets: Secrets
  readonly transport: Transport
  readonly interval: Schedule
  readonly retry: RetryPolicy
  readonly requestTimeout: number
  readonly deadline: number | undefined
  readonly maxBodyBytes: number
  readonly active$: Observable<boolean> | undefined
}

/** What is chosen, before it is made ready for use. */
interface Chosen extends Omit<Config, 'transport' | 'interval' | 'retry' | 'secrets'> {
  readonly allowInsecure?: boolean | undefined
  readonly fetch: FetchLike
  readonly transport?: Transport | undefined
  readonly interval: number | Schedule
  readonly retry: Retry | false
}

/** An environment variable where there is an environment that may be read; an empty one is absent. */
const environment = (name: string): string | undefined =>
  attempt(() => globalThis.process.env[name]) || undefined

/** False for a relative URL: the page's own backend adds the key, and a server render takes its host from the request. */
const hasHost = (baseUrl: unknown): boolean => attempt(() => new URL(baseUrl as string)) !== undefined

const options = (baseUrl: unknown): Options<Chosen> => ({
  apiKey: option(orFunction(apiKeyRule), hasHost(baseUrl) ? environment('CEKURA_API_KEY') : undefined),
  baseUrl: option(
    textRule(() => undefined),
    baseUrl as string,
  ),
  allowInsecure: booleanRule,
  headers: option(orFunction(headersRule), {}),
  query: option(queryRule, {}),
  share: option(booleanRule, true),
  fetch: option(functionRule, platform.defaultFetch),
  transport: functionRule,
  interval: option(orFunction(delayRule), standard),
  retry: option({ valid: (u) => u === false || isRecord(u), expected: 'object or false' }, {}),
  requestTimeout: option(positiveRule, 30_000),
  deadline: { valid: (u) => u === Infinity || isPositive(u), expected: 'number > 0' },
  maxBodyBytes: option(positiveRule, 1_048_576),
  active$: observableRule,
})

const retryOptions: Options<RetryPolicy> = {
  limit: option(
    { valid: (u) => Number.isInteger(u) && (u as number) >= 0, expected: 'whole number >= 0' },
    5,
  ),
  initialDelay: option(delayRule, 500),
  maxDelay: option(delayRule, 30_000),
  isTransient: option(functionRule, isTransient),
}

const toRetryPolicy = (retry: Retry | false, conceal: Conceal): RetryPolicy => {
  const policy = checkOptions('retry.', retryOptions, retry || { limit: 0 })
  return {
    ...policy,
    isTransient: (error) => callOption(conceal, 'retry.isTransient', booleanRule, policy.isTransient, error),
  }
}

/** Loopback for certain. Only browsers resolve `*.localhost` themselves; Node asks a resolver, and so the network. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host === '[::1]' ||
  /^127(\.\d+){3}$/.test(host) ||
  (host.endsWith('.localhost') && globalThis.isSecureContext)

/** Returns the URL that a relative `baseUrl` resolves against, as the page's links do. A worker has only a location. */
export const pageUrl = (): string | undefined => {
  const { document, location } = globalThis as Partial<typeof globalThis>
  return document?.baseURI ?? location?.href
}

/** Returns the fault of a URL, from its text, because a URL of React Native may throw for each of its parts. */
const urlFault = (href: string, { baseUrl, allowInsecure }: Chosen): string | undefined => {
  const [url, scheme, authority = '', rest = ''] =
    /^(https?):\/\/([^/?#]*)(.*)$/is.exec(href || baseUrl) ?? []
  if (!url) {
    if (baseUrl.trim() === '') return 'is empty'
    return baseUrl.includes('://') ? 'neither https: nor http:' : 'no scheme'
  }
  const host = authority.replace(/:\d+$/, '').toLowerCase()
  if (host === '') return 'no host'
  if (host.includes('@')) return 'contains a user or a password'
  if (rest.includes('#')) return 'contains a fragment'
  if (rest.includes('?')) return 'contains a query'
  if (!href || /\s/.test(host)) return 'no valid URL'
  const isSafe = scheme!.toLowerCase() === 'https' || allowInsecure || isLoopback(host)
  return isSafe ? undefined : 'http: to a host that is not loopback'
}

/** Without trailing slashes, so that the endpoints' paths can follow. */
const toBaseUrl = (page: string | undefined, chosen: Chosen, source: string): string => {
  const { baseUrl } = chosen
  let href = attempt(() => new URL(baseUrl, page).href) ?? ''
  check(
    'baseUrl',
    baseUrl,
    textRule(() => urlFault(href, chosen)),
    source,
  )
  while (href.endsWith('/')) href = href.slice(0, -1)
  return href
}

/** Makes every choice that the caller left open. Throws `ConfigError` at the first that cannot be used. */
export const checkedConfig = (page: string | undefined, given: ClientConfig = {}): Config => {
  check('config', given, { valid: isRecord, expected: 'object' })
  const found = read('baseUrl', () => ownOf(given, 'baseUrl'))
  const ofEnvironment = found === undefined ? environment('CEKURA_API_URL') : undefined
  const baseUrl = found === undefined ? (ofEnvironment ?? 'https://api.cekura.ai') : found
  const chosen = checkOptions('', options(baseUrl), given)
  const { apiKey, fetch, transport = fetchTransport(fetch), interval, requestTimeout } = chosen
  const headers = typeof chosen.headers === 'function' ? chosen.headers : checkedHeaders(chosen.headers)
  const secrets = createSecrets()
  secrets.add([apiKey, ...(typeof headers === 'function' ? [] : Object.values(headers))])
  const { conceal } = secrets
  return {
    ...chosen,
    baseUrl: toBaseUrl(page, chosen, ofEnvironment ? ' (CEKURA_API_URL)' : ''),
    headers,
    // A copy, because the caller may change its record after the check.
    query: read('query', () => ({ ...chosen.query })),
    secrets,
    transport,
    interval:
      typeof interval === 'number'
        ? () => interval
        : (poll) => callOption(conceal, 'interval', delayRule, interval, poll),
    retry: toRetryPolicy(chosen.retry, conceal),
    requestTimeout: Math.min(requestTimeout, MAX_DELAY),
  }
}
