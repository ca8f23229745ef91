import type { Socket } from 'node:net'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { type Answer, keep } from './server.js'

type Headers = Readonly<Record<string, string>>
type Bytes = string | Buffer

const headOf = (status: number, headers: Headers): string =>
  [
    `HTTP/1.1 ${status} Whatever`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n')

/** A whole answer, after which the connection is kept. */
export const reply =
  (status: number, body: Bytes = '', headers: Headers = {}): Answer =>
  (socket) => {
    const length =
      status === 204 || status === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    socket.write(headOf(status, { ...length, ...headers }))
    socket.write(body)
    keep(socket)
  }

/** A 2xx answer with this body. */
export const body = (text: Bytes, headers: Headers = {}): Answer => reply(200, text, headers)
export const json = (value: unknown): Answer => body(JSON.stringify(value))

export const done = { status: 'completed', clean_description: 'clean', thinking: 'thought' }
export const completed = json(done)
export const queued = json({ status: 'queued' })

/** A 2xx answer whose body comes in these pieces, each in a packet of its own. */
export const chunked =
  (...pieces: readonly Bytes[]): Answer =>
  (socket) => {
    socket.setNoDelay(true)
    socket.write(headOf(200, { 'transfer-encoding': 'chunked' }))
    for (const piece of pieces) {
      socket.write(`${Buffer.byteLength(piece).toString(16)}\r\n`)
      socket.write(piece)
      socket.write('\r\n')
    }
    socket.write('0\r\n\r\n')
    keep(socket)
  }

/** Sends these bytes, then the answer `afterwards`. */
export const raw =
  (bytes: Bytes, afterwards: Answer = () => {}): Answer =>
  (socket) =>
    void socket.write(bytes, () => afterwards(socket))

export const hang: Answer = () => {}
export const reset: Answer = (socket) => void socket.resetAndDestroy()
export const close: Answer = (socket) => void socket.end()

/** A byte now and then, forever. */
export const drip =
  (start: string, byte: string): Answer =>
  (socket) => {
    const again = (): void => {
      if (!socket.writable) return
      socket.write(byte)
      setTimeout(again, 5)
    }
    socket.write(start)
    again()
  }

/** As much as the client takes, forever. */
export const flood =
  (start: string, piece: Bytes): Answer =>
  (socket) => {
    const more = (): void => {
      while (socket.writable && socket.write(piece));
      socket.once('drain', more)
    }
    socket.write(start)
    more()
  }

/** To the same host under another name, which is another origin. */
export const redirect =
  (status: number, to: 'same origin' | 'other origin'): Answer =>
  (socket: Socket) =>
    reply(status, '', {
      location: to === 'same origin' ? '/elsewhere' : `http://localhost:${socket.localPort}/`,
    })(socket)

/** 1 GiB of zeros in 1 MiB: the unzipped bytes may arrive in several pieces. */
export const gzipBomb = (): Buffer => Buffer.concat(Array<Buffer>(64).fill(gzipSync(Buffer.alloc(2 ** 24))))
/** 256 MiB of zeros in 48 KiB. */
export const brotliBomb = (): Buffer =>
  brotliCompressSync(Buffer.alloc(2 ** 28), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
