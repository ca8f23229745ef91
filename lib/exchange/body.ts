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

/** Error detail for a body larger than `maxBodyBytes`. */
export const tooLong = (maxBodyBytes: number): string => `more than maxBodyBytes (${maxBodyBytes})`

// Made once: they keep nothing from one whole text to the next.
const strict = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true })
const lenient = /* @__PURE__ */ new TextDecoder()

/** Reads no more than `maxBodyBytes` decoded bytes and what came with the last of them. */
export const readBody = (response: Holding, maxBodyBytes: number): Promise<Body> => {
  const stream = response.body as ReadableStream<Uint8Array> | null | undefined
  const parts: Uint8Array[] = []
  let bytes = 0
  const take: Take = (part) => {
    parts.push(part)
    bytes += part.length
    return bytes <= maxBodyBytes
  }
  const reading = stream?.getReader ? readWebStream(stream, take) : platform.readNodeStream(stream, take)
  return reading
    ? reading.then(() => wholeOf(parts.length === 1 ? parts[0]! : joined(parts, bytes), maxBodyBytes))
    : response.text().then((text) => wholeText(text, maxBodyBytes))
}

const joined = (parts: readonly Uint8Array[], bytes: number): Uint8Array => {
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const wholeOf = (whole: Uint8Array, maxBodyBytes: number): Body => {
  const isTooLong = whole.length > maxBodyBytes
  const body = isTooLong ? undefined : attempt(() => strict.decode(whole))
  return body === undefined
    ? { body: lenient.decode(whole), unreadable: isTooLong ? tooLong(maxBodyBytes) : 'not UTF-8' }
    : { body }
}

/** Where a fetch has no streams (React Native), and of an answer without a body: decoded already, and only measured. */
const wholeText = (text: string, maxBodyBytes: number): Body => {
  const body = text.replace(/^\ufeff/, '')
  // No character takes more than three bytes for each of its code units.
  return body.length * 3 <= maxBodyBytes || new TextEncoder().encode(body).length <= maxBodyBytes
    ? { body }
    : { body, unreadable: tooLong(maxBodyBytes) }
}
