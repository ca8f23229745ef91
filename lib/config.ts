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

/** Options of {@link createClient}. All are optional. */
export interface ClientConfig {
  /**
   * API key, sent as `X-CEKURA-API-KEY`. A function is called before each request. Leave the option out in a browser: let
   * your own backend add the key.
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
   * Allows `http:` to a host that is not loopback. Anyone on the network path can then read the key.
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
   * Shares one polling loop between all subscribers of a job. False gives each subscription a loop of its own. Set it to
   * false if `apiKey` depends on the caller, because tenants must not see each other's responses. Also set it to false on
   * runtimes that tie I/O to one request, such as Cloudflare Workers.
   * @defaultValue true
   */
  readonly share?: boolean | undefined
  /**
   * Fetch that sends the requests: any function like the WHATWG fetch.
   * @defaultValue cross-fetch on Node, the global fetch in bundles
   * @see https://fetch.spec.whatwg.org
   */
  readonly fetch?: FetchLike | undefined
  /**
   * Sends the requests instead of `fetch`, which is then unused.
   * @defaultValue `fetchTransport(fetch)`
   */
  readonly transport?: Transport | undefined
  /**
   * Milliseconds from a response to the next request, or a {@link Schedule} that returns them.
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
   * How long to watch a job before giving up, in milliseconds from the subscription. `Infinity` means without limit.
   * @defaultValue the job's own deadline, otherwise 900_000
   */
  readonly deadline?: number | undefined
  /**
   * Size limit of a response body, in bytes after decompression.
   * @defaultValue 1_048_576
   */
  readonly maxBodyBytes?: number | undefined
  /**
   * Pauses the client while the latest value is false. No request is sent meanwhile, but the deadline still counts.
   * True polls at once, but not before the shorter of one second and `interval` has passed. The client is active until
   * the first value. See {@link whenVisible} and {@link whenOnline}.
   * @defaultValue always true
   */
  readonly active$?: Observable<boolean> | undefined
}

/** Milliseconds for a whole observation, if neither the options nor the job set a deadline. */
export const DEFAULT_DEADLINE = 900_000

/** A {@link ClientConfig}, validated, with all defaults. */
export interface Config extends ExchangeOptions, Pick<GateOptions, 'active$'> {
  readonly baseUrl: string
  readonly query: Readonly<Record<string, string>>
  readonly share: boolean
  readonly interval: Schedule
  readonly retry: RetryPolicy
  readonly deadline: number | undefined
  /** The key and the headers, including those that functions returned recently. */
  readonly secrets: Secrets
}

/** Checked options with their defaults, in the form of {@link ClientConfig}. */
interface Chosen extends Omit<Config, 'baseUrl' | 'transport' | 'interval' | 'retry' | 'secrets'> {
  readonly baseUrl: string | undefined
  readonly allowInsecure: boolean | undefined
  readonly fetch: FetchLike
  readonly transport: Transport | undefined
  readonly interval: number | Schedule
  readonly retry: Retry | false
}

/** Rules and defaults of all options. Each file that uses an option declares its rule. */
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

/** Returns an environment variable. Undefined if it is empty, or if the runtime has no environment. */
const environment = (name: string): string | undefined =>
  attempt(() => globalThis.process.env[name]) || undefined

/** Returns all options, checked and with their defaults. Throws a `ConfigError` for the first invalid one. */
export const checkedConfig = (page: string | undefined, given: ClientConfig = {}): Config => {
  check('config', given, { valid: isRecord, expected: 'object' })
  const chosen = checkOptions('', options, given)
  const fromEnvironment = chosen.baseUrl === undefined ? environment('CEKURA_API_URL') : undefined
  const baseUrl = chosen.baseUrl ?? fromEnvironment ?? 'https://api.cekura.ai'
  const apiKey = chosen.apiKey ?? (hasHost(baseUrl) ? environment('CEKURA_API_KEY') : undefined)
  if (apiKey !== undefined) check('apiKey', apiKey, apiKeyOption)
  const headers = typeof chosen.headers === 'function' ? chosen.headers : checkedHeaders(chosen.headers)
  const secrets = createSecrets()
  secrets.add([apiKey, ...(typeof headers === 'function' ? [] : Object.values(headers))])
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
