import { attempt } from '../safety/attempt.js'
import { platform } from '#platform'
import type { Take } from '../platform/platform.js'

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

const readWebStream = async (stream: ReadableStream<Uint8Array>, take: Take): Promise<void> => {
  // Not every browser can iterate over a stream; its reader is everywhere.
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done || !take(value)) return
  }
}

/** What is said of a body that is not read any further. */
export const tooLong = (maxBodyBytes: number): string => `more than maxBodyBytes (${maxBodyBytes})`

/** Reads no more than `maxBodyBytes` decoded bytes and what came with the last of them. */
export const readBody = async (response: Holding, maxBodyBytes: number): Promise<Body> => {
  const parts: Uint8Array[] = []
  let bytes = 0
  const take: Take = (part) => {
    parts.push(part)
    bytes += part.length
    return bytes <= maxBodyBytes
  }
  const stream = response.body as ReadableStream<Uint8Array> | null | undefined
  const reading = stream?.getReader ? readWebStream(stream, take) : platform.readNodeStream(stream, take)
  if (reading) await reading
  // Where a fetch has no streams (React Native), and of an answer without a body.
  else take(new TextEncoder().encode(await response.text()))
  const whole = parts.length === 1 ? parts[0] : await new Blob(parts as BlobPart[]).arrayBuffer()
  const text = (fatal: boolean): string => new TextDecoder('utf-8', { fatal }).decode(whole)
  const isTooLong = bytes > maxBodyBytes
  const body = isTooLong ? undefined : attempt(() => text(true))
  return body === undefined
    ? { body: text(false), unreadable: isTooLong ? tooLong(maxBodyBytes) : 'not UTF-8' }
    : { body }
}
