import type { Observable } from 'rxjs'
import { baseUrlOptions, hasHost, toBaseUrl } from './exchange/base-url.js'
import { apiKeyOption, credentialsOptions, type Supplied } from './exchange/credentials.js'
import { exchangeOptions, type ExchangeOptions } from './exchange/exchange.js'
import { type FetchLike, fetchOptions, fetchTransport } from './exchange/fetch-transport.js'
import type { Transport } from './exchange/transport.js'
import { isRecord } from './model/record.js'
import { MAX_DELAY } from './polling/clock.js'
import { gateOptions, type GateOptions } from './polling/gate.js'
import { intervalOptions, toSchedule } from './polling/interval.js'
import { type Retry, retryOptions, type RetryPolicy, toRetryPolicy } from './polling/retry.js'
import type { Schedule } from './polling/schedules.js'
import { shareOptions } from './polling/share.js'
import { attempt } from './safety/attempt.js'
import {
  check,
  checkedHeaders,
  checkOptions,
  isPositive,
  option,
  type Options,
  queryRule,
  read,
} from './safety/rules.js'
import { createSecrets, type Secrets } from './safety/secrets.js'

/** Options of {@link createClient}. Each may be left out. */
export interface ClientConfig {
  /**
   * API key, sent as `X-CEKURA-API-KEY`. A function is called before each request. Leave it out in a browser that talks to
   * your own backend, which adds the key.
   * @defaultValue the environment variable `CEKURA_API_KEY`, unless `baseUrl` is relative
   */
  readonly apiKey?: Supplied<string> | undefined
  /**
   * URL of the API, with or without a trailing slash or a path prefix. A relative one resolves against
   * `document.baseURI`.
   * @defaultValue the environment variable `CEKURA_API_URL`, otherwise `https://api.cekura.ai`
   */
  readonly baseUrl?: string | undefined
  /**
   * Allows `http:` to a host that is not loopback. The network between can then read the key.
   * @defaultValue false
   */
  readonly allowInsecure?: boolean | undefined
  /**
   * Headers of each request. They cannot replace the key's header. A function is called before each request.
   * @defaultValue none
   */
  readonly headers?: Supplied<Readonly<Record<string, string>>> | undefined
  /**
   * Query of each request, for example a `project_id`. A field of the job itself takes precedence.
   * @defaultValue none
   */
  readonly query?: Readonly<Record<string, string | number>> | undefined
  /**
   * Shares one polling loop between all subscribers of a job. False gives each subscription a loop of its own: for a
   * server whose `apiKey` depends on the caller, because tenants must not see each other's answers, and for runtimes
   * that tie I/O to one request.
   * @defaultValue true
   */
  readonly share?: boolean | undefined
  /**
   * Any WHATWG-like fetch.
   * @defaultValue cross-fetch on Node, the global fetch in bundles
   */
  readonly fetch?: FetchLike | undefined
  /**
   * Replaces HTTP altogether. `fetch` is then unused.
   * @defaultValue `fetchTransport(fetch)`
   */
  readonly transport?: Transport | undefined
  /**
   * Milliseconds from a response to the next request, or a {@link Schedule}.
   * @defaultValue `schedules.standard`
   */
  readonly interval?: number | Schedule | undefined
  /**
   * Retries of transient failures. False makes each failure final.
   * @defaultValue `{ limit: 5, initialDelay: 500, maxDelay: 30_000 }`
   */
  readonly retry?: Retry | false | undefined
  /**
   * Milliseconds for one request and its response, the body included.
   * @defaultValue 30_000
   */
  readonly requestTimeout?: number | undefined
  /**
   * Milliseconds for a whole observation from its subscription, or `Infinity`.
   * @defaultValue the job's own deadline, otherwise 900_000
   */
  readonly deadline?: number | undefined
  /**
   * Decoded bytes to read of one response at most.
   * @defaultValue 1_048_576
   */
  readonly maxBodyBytes?: number | undefined
  /**
   * While false, no request is sent, and the deadline runs on. True sends the next request at once. The client is active
   * until the first value. See {@link whenVisible} and {@link whenOnline}.
   * @defaultValue always true
   */
  readonly active$?: Observable<boolean> | undefined
}

/** Milliseconds for an observation, if neither the options nor the job set them. */
export const DEFAULT_DEADLINE = 900_000

/** A {@link ClientConfig}, validated, with all defaults. */
export interface Config extends ExchangeOptions, Pick<GateOptions, 'active$'> {
  readonly baseUrl: string
  readonly query: Readonly<Record<string, string>>
  readonly share: boolean
  readonly interval: Schedule
  readonly retry: RetryPolicy
  readonly deadline: number | undefined
  /** The key and the headers, also those that functions returned lately. */
  readonly secrets: Secrets
}

/** Checked options with their defaults, in the form in which they are given. */
interface Chosen extends Omit<Config, 'baseUrl' | 'transport' | 'interval' | 'retry' | 'secrets'> {
  readonly baseUrl: string | undefined
  readonly allowInsecure: boolean | undefined
  readonly fetch: FetchLike
  readonly transport: Transport | undefined
  readonly interval: number | Schedule
  readonly retry: Retry | false
}

/** The rules of all options. Each file below declares those that it needs. */
const options: Options<Chosen> = {
  ...credentialsOptions,
  ...baseUrlOptions,
  query: option(queryRule, {}),
  ...fetchOptions,
  ...exchangeOptions,
  ...intervalOptions,
  ...retryOptions,
  ...shareOptions,
  deadline: { valid: (u) => u === Infinity || isPositive(u), expected: 'number > 0' },
  ...gateOptions,
}

/** Returns a variable of the environment, if there is an environment that can be read. An empty one is absent. */
const environment = (name: string): string | undefined =>
  attempt(() => globalThis.process.env[name]) || undefined

/** Returns all options, checked. Throws a `ConfigError` at the first that cannot be used. */
export const checkedConfig = (page: string | undefined, given: ClientConfig = {}): Config => {
  check('config', given, { valid: isRecord, expected: 'object' })
  const chosen = checkOptions('', options, given)
  const fromEnvironment = chosen.baseUrl === undefined ? environment('CEKURA_API_URL') : undefined
  const baseUrl = chosen.baseUrl ?? fromEnvironment ?? 'https://api.cekura.ai'
  const apiKey = chosen.apiKey ?? (hasHost(baseUrl) ? environment('CEKURA_API_KEY') : undefined)
  if (apiKey !== undefined) check('apiKey', apiKey, apiKeyOption)
  const headers = typeof chosen.headers === 'function' ? chosen.headers : checkedHeaders(chosen.headers)
  const secrets = createSecrets()
  secrets.add([apiKey, ...(Object.values(headers) as unknown[])])
  return {
    ...chosen,
    apiKey,
    baseUrl: toBaseUrl(page, { ...chosen, baseUrl }, fromEnvironment ? ' (CEKURA_API_URL)' : ''),
    headers,
    // A copy, because the caller may change its record after the check.
    query: read('query', () => ({ ...chosen.query })),
    secrets,
    transport: chosen.transport ?? fetchTransport(chosen.fetch),
    interval: toSchedule(chosen.interval, secrets.conceal),
    retry: toRetryPolicy(chosen.retry, secrets.conceal),
    requestTimeout: Math.min(chosen.requestTimeout, MAX_DELAY),
  }
}
