import http from 'node:http'
import https from 'node:https'
import { TextDecoder, transferableAbortController, types } from 'node:util'
import { unzipSync } from 'node:zlib'
import crossFetch from 'cross-fetch'
import { readNodeStream } from './node-stream.js'
import type { Platform } from './platform.js'

/** Milliseconds that an idle connection stays open: longer than the default interval gets, which is 12.5 seconds. */
const IDLE = 15_000

/**
 * Returns an agent that keeps the connection of every job from poll to poll. Node's global agent keeps 256 per host and
 * closes the others and all that are idle for 5 seconds. No limit is needed, because idle connections close too, and do
 * not keep the process alive. The other options of the global agent apply, such as `ca` and `proxyEnv`, the proxies of
 * the environment. A global agent of another class is used itself, because it is a proxy.
 */
const keepAlive = (module: typeof http | typeof https, own: object = {}): (() => http.Agent) => {
  let agent: http.Agent | undefined
  let applied: object | undefined
  return () => {
    const { constructor, options } = module.globalAgent as https.Agent
    if (constructor !== module.Agent) return module.globalAgent
    // Other options are those of another global agent, for example after `http.setGlobalProxyFromEnv()`.
    if (!agent || applied !== options)
      agent = new module.Agent({ ...options, timeout: IDLE, maxFreeSockets: Infinity, ...own })
    applied = options
    return agent
  }
}

/**
 * Returns the runtime's own class. Test runners replace the global class by that of jsdom, whose signals Node's fetch
 * rejects. Bun has no `transferableAbortController`.
 */
export const ownAbortController = (
  transferable: typeof transferableAbortController | undefined,
): typeof AbortController => (transferable?.().constructor ?? AbortController) as typeof AbortController

// Without proxies of the environment, because a proxy can read the key in a request over `http:`.
const httpAgent = keepAlive(http, { proxyEnv: undefined })
const httpsAgent = keepAlive(https)
/** Returns the agent of a request. Called by node-fetch, to which cross-fetch resolves on Node. */
const agent = ({ protocol }: URL): http.Agent => (protocol === 'https:' ? httpsAgent() : httpAgent())

/** Has headers too, because node-fetch and other runtimes ignore the option. `pragma` is for HTTP/1.0 caches. */
const uncached = { cache: 'no-store', headers: { 'cache-control': 'no-cache', pragma: 'no-cache' } } as const

/** The version is that of package.json, which an import must not read. A spec compares the two. */
const userAgent = { 'user-agent': 'rx-cekura/0.3.0' }

export const platform: Platform = {
  // On Deno's `node:http`, an aborted request is sent again on a reused connection. Its own fetch is not affected.
  defaultFetch: (url, init) =>
    'Deno' in globalThis
      ? fetch(url, init)
      : crossFetch(url, { ...init, headers: { ...userAgent, ...init.headers }, agent } as RequestInit),
  AbortController: ownAbortController(transferableAbortController),
  // Not the global class, because jsdom may have none.
  TextDecoder: TextDecoder as typeof globalThis.TextDecoder,
  uncached: () => uncached,
  decompress: (bytes, maxBytes) => unzipSync(bytes, { maxOutputLength: maxBytes }),
  readNodeStream,
  isProxy: types.isProxy,
  createServer: http.createServer,
}
