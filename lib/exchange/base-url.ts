import { attempt } from '../safety/attempt.js'
import { ConfigError } from '../model/errors.js'
import { booleanRule, check, type Options, textRule } from '../safety/rules.js'

interface BaseUrlOptions {
  readonly baseUrl: string
  readonly allowInsecure: boolean | undefined
}

/** Accepts any string, because its fault depends on the page and on `allowInsecure`. */
export const baseUrlOptions: Options<BaseUrlOptions> = {
  baseUrl: textRule(() => undefined),
  allowInsecure: booleanRule,
}

/** Returns the URL that a relative `baseUrl` resolves against, as the page's links do. A worker has only a location. */
export const pageUrl = (): string | undefined =>
  attempt(() => {
    const { document, location } = globalThis as Partial<typeof globalThis>
    return document?.baseURI ?? location?.href
  })

/** False for a relative URL: the page's own backend adds the key, and a server render takes its host from the request. */
export const hasHost = (baseUrl: string): boolean => attempt(() => new URL(baseUrl)) !== undefined

/**
 * Returns an absolute URL without trailing slashes, so that the paths of endpoints can follow. Throws a `ConfigError`
 * that names `source`, where the option came from. A runtime without `URL` is not blamed on the option.
 */
export const toBaseUrl = (page: string | undefined, options: BaseUrlOptions, source: string): string => {
  const { baseUrl } = options
  if (attempt(() => typeof URL) !== 'function')
    throw new ConfigError('URL: this runtime lacks it; load a polyfill', 'baseUrl')
  let href = attempt(() => new URL(baseUrl, page).href) ?? ''
  check(
    'baseUrl',
    baseUrl,
    textRule(() => urlFault(href, options)),
    source,
  )
  while (href.endsWith('/')) href = href.slice(0, -1)
  return href
}

/** Returns the fault of a URL, from its text, because a URL of React Native may throw for each of its parts. */
const urlFault = (href: string, { baseUrl, allowInsecure }: BaseUrlOptions): string | undefined => {
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

/** Loopback for certain. Only browsers resolve `*.localhost` themselves; Node asks a resolver, and so the network. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host === '[::1]' ||
  /^127(\.\d+){3}$/.test(host) ||
  (host.endsWith('.localhost') && globalThis.isSecureContext)
