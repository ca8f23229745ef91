/** What of a response holds its body: a web stream, a Node stream, or the text as a whole. */
interface Holding {
  readonly body?: unknown
  text(): Promise<string>
}

/** A body, and why it is not all of it. */
interface Body {
  readonly body: string
  readonly unreadable?: string
}

/** Takes a decoded chunk, and says whether it wants more. */
type Take = (part: Uint8Array) => boolean

const readWebStream = async (stream: ReadableStream<Uint8Array>, take: Take): Promise<void> => {
  // Not every browser can iterate over a stream; its reader is everywhere.
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done || !take(value)) return
  }
}

type NodeStream = NodeJS.ReadableStream & { readonly destroyed?: boolean; readonly errored?: Error | null }

/** By its events, which cost a fraction of iterating over it. */
const readNodeStream = (stream: NodeStream, take: Take): Promise<void> =>
  new Promise((resolve, reject) => {
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
      // Stays for good: node-fetch reports an abort to the stream as well, where nobody listens any more.
      .on('error', reject)
      .on('close', cutOff)
    // It may have failed with the packet that brought the headers.
    if (stream.destroyed) cutOff()
  })

/** Reads a body's chunks as they come; false where a fetch has no streams (React Native). */
const readChunks = async (body: unknown, take: Take): Promise<boolean> => {
  const stream = body as Partial<ReadableStream<Uint8Array> & NodeStream> | null | undefined
  if (stream?.getReader) await readWebStream(stream as ReadableStream<Uint8Array>, take)
  else if (stream?.on) await readNodeStream(stream as NodeStream, take)
  else return false
  return true
}

const joined = (parts: readonly Uint8Array[], bytes: number): Uint8Array => {
  if (parts.length === 1) return parts[0]!
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const strict = new TextDecoder('utf-8', { fatal: true })
const lenient = new TextDecoder()

/** What is said of a body that is not read any further. */
export const tooLong = (maxBodyBytes: number): { readonly unreadable: string } => ({
  unreadable: `more than maxBodyBytes (${maxBodyBytes})`,
})

/** A body that only came as a whole. */
export const capped = (body: string, maxBodyBytes: number): Body =>
  new TextEncoder().encode(body).length > maxBodyBytes ? { body: '', ...tooLong(maxBodyBytes) } : { body }

/** Reads no more than `maxBodyBytes` decoded bytes and what came with the last of them. */
export const readBody = async (response: Holding, maxBodyBytes: number): Promise<Body> => {
  const parts: Uint8Array[] = []
  let bytes = 0
  const take: Take = (part) => {
    parts.push(part)
    bytes += part.length
    return bytes <= maxBodyBytes
  }
  if (!(await readChunks(response.body, take))) return capped(await response.text(), maxBodyBytes)
  const whole = joined(parts, bytes)
  if (bytes > maxBodyBytes) return { body: lenient.decode(whole), ...tooLong(maxBodyBytes) }
  try {
    return { body: strict.decode(whole) }
  } catch {
    return { body: lenient.decode(whole), unreadable: 'not UTF-8' }
  }
}
