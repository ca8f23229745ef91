/*
 * What bundlers for browsers put in place of what only Node needs (`browser` in package.json): of cross-fetch, which is
 * there only to pick the native fetch, and weighs as much as all of io-ts and fp-ts; and of what reads Node's streams.
 */

/** Looked up at each call, for it may be replaced. */
export default (url: string, init: RequestInit): Promise<Response> => globalThis.fetch(url, init)

/** None is ever met. */
export const readNodeStream = (): undefined => undefined
