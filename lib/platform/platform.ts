import type { createServer } from 'node:http'

/** Receives a decoded chunk of a body; returns true if it wants more. */
export type Take = (part: Uint8Array) => boolean

/**
 * Everything that Node and the web do differently. Imported as `#platform`: package.json maps that name to node.ts for
 * the sources, and the build maps it to node.js for CommonJS and to web.js for ES modules, which only bundlers load.
 */
export interface Platform {
  /** The fetch of a client whose options set none. */
  readonly defaultFetch: (url: string, init: RequestInit) => Promise<Response>
  /** Absent on a web without one, such as React Native. */
  readonly TextDecoder: typeof TextDecoder
  /** Reads a Node stream; undefined if it is none. */
  readonly readNodeStream: (stream: unknown, take: Take) => Promise<void> | undefined
  /** Makes an HTTP server for the fake Cekura. */
  readonly createServer: typeof createServer
}
