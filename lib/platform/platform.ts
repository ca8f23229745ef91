import type { createServer } from 'node:http'

/** Takes a chunk of a body. Returns true to receive the next one. */
export type Take = (part: Uint8Array) => boolean

/** Options of a request, with plain headers. */
interface Init extends RequestInit {
  readonly headers: Record<string, string>
}

/** Parts of a request that bypass caches. */
interface Uncached {
  readonly cache?: 'no-store'
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Functions that differ between Node and the web. Imported as `#platform`: package.json maps that name to node.ts for the
 * sources. The build maps it to node.js for CommonJS, and to web.js for ES modules, which only bundlers load.
 */
export interface Platform {
  /** The fetch of a client whose options set none. */
  readonly defaultFetch: (url: string, init: Init) => Promise<Response>
  readonly AbortController: typeof AbortController
  /** Undefined on runtimes without it, such as React Native. */
  readonly TextDecoder: typeof TextDecoder
  /** Bypasses every cache: by an option, or by headers if the fetch may ignore or reject that option. */
  readonly uncached: () => Uncached
  /** Decompresses gzip and deflate. Throws if the result is larger than `maxBytes` bytes. */
  readonly decompress: (bytes: Uint8Array, maxBytes: number) => Uint8Array
  /** Reads a Node stream. Returns undefined for other values. */
  readonly readNodeStream: (stream: unknown, take: Take) => Promise<void> | undefined
  /** True for a proxy, because Node shows its target in spite of its traps. The web cannot detect proxies. */
  readonly isProxy: (u: unknown) => boolean
  /** Makes an HTTP server for the fake Cekura. */
  readonly createServer: typeof createServer
}
