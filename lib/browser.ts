import type { FetchLike } from './transport.js'

/**
 * What bundlers for browsers put in place of cross-fetch (`browser` in package.json), which is there only to pick
 * the native fetch, and weighs as much as all of io-ts and fp-ts. Looked up at each call, for it may be replaced.
 */
const nativeFetch: FetchLike = (url, init) => globalThis.fetch(url, init)

export default nativeFetch
