import type { Platform } from './platform.js'

export const platform: Platform = {
  // Looked up at each call, because tests and service workers replace it.
  defaultFetch: (url, init) => globalThis.fetch(url, init),
  // Looked up at each call too, because polyfills may come later.
  get AbortController() {
    return globalThis.AbortController
  },
  get TextDecoder() {
    return globalThis.TextDecoder
  },
  // Older workerd throws on the option, and has no such property. A browser would ask the server for leave to send headers.
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
