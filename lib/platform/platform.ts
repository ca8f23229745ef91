import type { createServer } from 'node:http'

/** Receives a decoded chunk of a body; returns true if it wants more. */
export type Take = (part: Uint8Array) => boolean

/** Options of a request, with plain headers. */
interface Init extends RequestInit {
  readonly headers: Record<string, string>
}

/** Parts of a request that no cache may answer. */
interface Uncached {
  readonly cache?: 'no-store'
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Everything that Node and the web do differently. Imported as `#platform`: package.json maps that name to node.ts for
 * the sources, and the build maps it to node.js for CommonJS and to web.js for ES modules, which only bundlers load.
 */
export interface Platform {
  /** The fetch of a client whose options set none. */
  readonly defaultFetch: (url: string, init: Init) => Promise<Response>
  readonly AbortController: typeof AbortController
  /** Absent on a web without one, such as React Native. */
  readonly TextDecoder: typeof TextDecoder
  /** Passes every cache: by an option, or by headers if the fetch may ignore that option or refuse it. */
  readonly uncached: () => Uncached
  /** Decompresses gzip and deflate to at most `maxBytes`. Otherwise throws. */
  readonly decompress: (bytes: Uint8Array, maxBytes: number) => Uint8Array
  /** Reads a Node stream; undefined if it is none. */
  readonly readNodeStream: (stream: unknown, take: Take) => Promise<void> | undefined
  /** True for a proxy: Node shows its target, whatever its traps return. The web cannot tell. */
  readonly isProxy: (u: unknown) => boolean
  /** Makes an HTTP server for the fake Cekura. */
  readonly createServer: typeof createServer
}
