import type { Platform } from './platform.js'

export const platform: Platform = {
  // Looked up at each call, because tests and service workers replace it.
  defaultFetch: (url, init) => globalThis.fetch(url, init),
  // Looked up at each call too, because polyfills may come later.
  get TextDecoder() {
    return globalThis.TextDecoder
  },
  readNodeStream: () => undefined,
  createServer: () => {
    throw new Error('fakeCekura: listen() needs Node')
  },
}
