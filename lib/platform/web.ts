import type { Platform } from './platform.js'

export const platform: Platform = {
  // Read at each call, because tests and service workers replace it.
  defaultFetch: (url, init) => globalThis.fetch(url, init),
  // Read at each use, because polyfills may be loaded later.
  get AbortController() {
    return globalThis.AbortController
  },
  get TextDecoder() {
    return globalThis.TextDecoder
  },
  // Older workerd rejects the option, and has no such property. In a browser, the headers would need a CORS preflight.
  uncached: () => {
    const { Request } = globalThis as Partial<typeof globalThis>
    return Request && !('cache' in Request.prototype)
      ? { headers: { 'cache-control': 'no-cache' } }
      : { cache: 'no-store' }
  },
  decompress: () => {
    throw new Error('a fetch of the web decompresses all')
  },
  readNodeStream: () => undefined,
  isProxy: () => false,
  createServer: () => {
    throw new Error('fakeCekura: listen() needs Node')
  },
}
