import { attempt } from '../safety/attempt.js'
import { lost } from './lost.js'
import { platform } from '#platform'
import type { Take } from '../platform/platform.js'

/** The parts of a response that hold its body: a web stream, a Node stream, or the whole text. */
interface Holding {
  readonly body?: unknown
  text(): Promise<string>
}

/** A body, and the reason if it is not UTF-8, or was not read to its end. */
interface Body {
  readonly body: string
  readonly unreadable?: string
}

const readWebStream = async (stream: ReadableStream<Uint8Array>, take: Take): Promise<void> => {
  // Not `for await`, because not every browser can iterate over a stream.
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(lost)
    if (done || !take(value)) return
  }
}

/** Beginning of the reason for a body that is too large. The advice in errors depends on it. */
export const TOO_LONG = 'more than maxBodyBytes'

/** Returns the reason for a body of more than `maxBodyBytes` bytes. */
export const tooLong = (maxBodyBytes: number): string => `${TOO_LONG} (${maxBodyBytes})`

interface Decoders {
  readonly strict: TextDecoder
  readonly lenient: TextDecoder
}

let decoders: Decoders | undefined

/**
 * Returns the decoders. They are built once, because they have no state between bodies. Undefined if the
 * runtime has none, or a polyfill without a strict mode.
 */
const toDecoders = (): Decoders | undefined =>
  (decoders ??= attempt(() => ({
    strict: new platform.TextDecoder('utf-8', { fatal: true }),
    lenient: new platform.TextDecoder(),
  })))

const nothing = /* @__PURE__ */ new Uint8Array()

/** Reads a body up to the chunk that exceeds `maxBodyBytes` decoded bytes. */
export const readBody = (response: Holding, maxBodyBytes: number): Promise<Body> => {
  const decoders = toDecoders()
  if (!decoders) return readText(response, maxBodyBytes)
  const stream = response.body as ReadableStream<Uint8Array> | null | undefined
  let whole: Uint8Array = nothing
  let bytes = 0
  const take: Take = (part) => {
    whole = bytes === 0 ? part : appended(whole, bytes, part)
    bytes += part.length
    return bytes <= maxBodyBytes
  }
  const reading = stream?.getReader
    ? readWebStream(stream, take)
    : platform.readNodeStream(stream, take)?.catch(lost)
  return reading
    ? reading.then(() => wholeOf(whole.subarray(0, bytes), maxBodyBytes, decoders))
    : readText(response, maxBodyBytes)
}

/**
 * Appends a part. Parts are not collected, because a Node buffer of one byte takes hundreds of bytes of memory. The first
 * part itself is never written to.
 */
const appended = (whole: Uint8Array, bytes: number, part: Uint8Array): Uint8Array => {
  const needed = bytes + part.length
  const roomy = needed > whole.length ? new Uint8Array(2 * needed) : whole
  if (roomy !== whole) roomy.set(whole.subarray(0, bytes))
  roomy.set(part, bytes)
  return roomy
}

const wholeOf = (whole: Uint8Array, maxBodyBytes: number, { strict, lenient }: Decoders): Body => {
  if (whole.length > maxBodyBytes) return { body: lenient.decode(whole), unreadable: tooLong(maxBodyBytes) }
  // node-fetch returns compressed bytes if the server sends `Content-Encoding: GZIP` in capitals.
  const body =
    attempt(() => strict.decode(whole)) ??
    attempt(() => strict.decode(platform.decompress(whole, maxBodyBytes)))
  return body === undefined ? { body: lenient.decode(whole), unreadable: 'not UTF-8' } : { body }
}

/** Reads a body as text. Used if there are no streams, as in React Native, no decoders, or no body. */
const readText = (response: Holding, maxBodyBytes: number): Promise<Body> =>
  response.text().then((text) => {
    const body = text.replace(/^\ufeff/, '')
    return isLonger(body, maxBodyBytes) ? { body, unreadable: tooLong(maxBodyBytes) } : { body }
  }, lost)

/** True if a text has more than `maxBytes` bytes in UTF-8. Counts only if necessary: a code unit takes at most three. */
export const isLonger = (text: string, maxBytes: number): boolean =>
  text.length * 3 > maxBytes && byteLength(text) > maxBytes

/** Returns the number of bytes in UTF-8. Counts them, because not every runtime with a fetch has a `TextEncoder`. */
export const byteLength = (text: string): number => {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (code < 0x80) bytes += 1
    else if (code < 0x800) bytes += 2
    else bytes += code < 0x10000 ? 3 : 4
  }
  return bytes
}
