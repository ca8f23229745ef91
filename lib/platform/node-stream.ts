import type { Take } from './platform.js'

type NodeStream = NodeJS.ReadableStream & { readonly destroyed?: boolean; readonly errored?: Error | null }

/** Reads a stream of Node's by its events, which cost a fraction of iterating over it; undefined where it is none. */
export const readNodeStream = (u: unknown, take: Take): Promise<void> | undefined => {
  const stream = u as NodeStream | null | undefined
  if (!stream?.on) return undefined
  return new Promise((resolve, reject) => {
    const cutOff = (): void => reject(stream.errored ?? new Error('the body was cut off'))
    stream
      .on('data', (part: Uint8Array) => {
        if (take(part)) return
        stream.pause()
        resolve()
      })
      .on('end', () => {
        stream.removeListener('close', cutOff)
        resolve()
      })
      // Stays for good: node-fetch reports an abort to the stream as well, and its listeners are gone by then.
      .on('error', reject)
      .on('close', cutOff)
    // It may have failed with the packet that brought the headers.
    if (stream.destroyed) cutOff()
  })
}
