import type { Platform } from './platform.js'

export const platform: Platform = {
  // Looked up at each call, because tests and service workers replace it.
  defaultFetch: (url, init) => globalThis.fetch(url, init),
  readNodeStream: () => undefined,
  createServer: () => {
    throw new Error('fakeCekura: listen() needs Node')
  },
}
