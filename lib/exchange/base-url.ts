import { attempt } from '../safety/attempt.js'
import { ConfigError } from '../model/errors.js'
import { booleanRule, type Options, textRule } from '../safety/rules.js'

interface BaseUrlOptions {
  readonly baseUrl: string
  readonly allowInsecure: boolean | undefined
}

/** Accepts any string. `toBaseUrl` checks it, because its validity depends on the page and on `allowInsecure`. */
export const baseUrlOptions: Options<BaseUrlOptions> = {
  baseUrl: textRule(() => undefined),
  allowInsecure: booleanRule,
}

/** Returns the URL that a relative `baseUrl` resolves against: that of the page's links, or the location of a worker. */
export const pageUrl = (): string | undefined =>
  attempt(() => {
    const { document, location } = globalThis as Partial<typeof globalThis>
    return document?.baseURI ?? location?.href
  })

/** False for a relative URL. */
export const hasHost = (baseUrl: string): boolean => attempt(() => new URL(baseUrl)) !== undefined

/**
 * Returns an absolute URL without trailing slashes, so that the path of an endpoint can follow. Throws a `ConfigError`
 * for an invalid URL, with `source` in its message. Reports a runtime without `URL` as such, not as an invalid option.
 */
export const toBaseUrl = (page: string | undefined, options: BaseUrlOptions, source: string): string => {
  const { baseUrl } = options
  if (attempt(() => typeof URL) !== 'function')
    throw new ConfigError('URL: this runtime lacks it; load a polyfill', 'baseUrl')
  let href = attempt(() => new URL(baseUrl, page).href) ?? ''
  const fault = urlFault(href, options)
  if (fault) throw new ConfigError(`baseUrl${source}: ${fault}`, 'baseUrl')
  while (href.endsWith('/')) href = href.slice(0, -1)
  return href
}

/** Returns the fault of a URL. Reads its text, because the parts of a `URL` may throw under React Native. */
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

/** True for certain loopback hosts. Only browsers resolve `*.localhost` themselves. Node sends it to a DNS server. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host === '[::1]' ||
  /^127(\.\d+){3}$/.test(host) ||
  (host.endsWith('.localhost') && globalThis.isSecureContext)
