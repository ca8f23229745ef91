import { HttpRequest } from '@angular/common/http'
import { isSameUrl } from '../exchange/same-url.js'
import { ConfigError, type HttpRequest as ClientRequest } from '../index.js'

/** Fetch options: redirects are not followed, and nothing comes from the browser's cache. */
const fetchOptions = { redirect: 'manual', cache: 'no-store' } as const

/** Measures against redirects that `HttpClient` follows. */
export interface Redirects {
  /** Options for a request of `HttpClient`. */
  readonly options: Partial<typeof fetchOptions>
  /**
   * Checks a request.
   *
   * @throws `ConfigError` if a redirect could send the request's secrets to another server.
   */
  readonly check: (request: ClientRequest) => void
  /** True if `HttpClient` followed a redirect: `url`, that of the response, differs from the request's. */
  readonly isFollowed: (request: ClientRequest, url: string | null) => boolean
}

/**
 * Returns the measures that the backend needs. Over fetch, `HttpClient` obeys `redirect: 'manual'` since Angular 20.1.
 * Otherwise the platform follows redirects and sends all headers along, so only requests without secrets are allowed.
 */
export const redirects = (backend: object | undefined, keepsRedirect: boolean): Redirects => {
  const isXhr = backend !== undefined && isOverXhr(backend)
  // Over XMLHttpRequest, Angular logs a warning for each fetch option.
  const options = isXhr ? {} : fetchOptions

  const refuse = (remedy: string): Redirects => ({
    options,
    check: ({ headers }) => {
      if (Object.keys(headers).every((name) => plainHeaders.includes(name))) return
      const message = `transport: HttpClient would follow redirects, with apiKey and headers; ${remedy}`
      throw new ConfigError(message, 'transport')
    },
    isFollowed: (request, url) => url !== null && !isSameUrl(url, request.url),
  })
  if (backend === undefined) return refuse('call httpClientTransport in an injection context')
  if (isXhr) return refuse('use provideHttpClient(withFetch())')
  if (!keepsRedirect) return refuse('update Angular to 20.1 or later')
  return { options, check: () => undefined, isFollowed: () => false }
}

/** Names of the headers that hold no secret. All others are `apiKey` and the option `headers`. */
const plainHeaders = ['accept', 'content-type']

/** Follows handlers to their backend, because `withRequestsMadeViaParent` puts a parent's handler in between. */
const isOverXhr = (handler: object): boolean =>
  'xhrFactory' in handler || ('backend' in handler && isOverXhr(handler.backend as object))

/** Returns false before Angular 20.1, whose requests drop the option. */
export const keepsRedirect = (): boolean => new HttpRequest('GET', '/', fetchOptions).redirect === 'manual'
