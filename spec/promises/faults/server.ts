import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { selfSigned } from './certificate.js'

/** Reaction of a server to the head of a request. It gets the raw socket, so it may send anything. */
export type Answer = (socket: Socket) => void

/** A URL for a client, and the requests that arrive there. */
export interface Place {
  readonly url: string
  /** Requests that arrived. */
  readonly requests: () => number
  /** Connections that still wait for a whole answer. */
  readonly busy: () => number
  readonly close: () => void
}

const busy = new Set<Socket>()

/** Marks the answer as sent: the connection may be kept for another request. */
export const keep = (socket: Socket): void => void busy.delete(socket)

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )

/** A server whose n-th request meets the n-th answer, the last one staying. */
export const serving = async (answers: readonly Answer[]): Promise<Place> => {
  const sockets = new Set<Socket>()
  let requests = 0
  const server = createServer((socket) => {
    let head = ''
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      busy.delete(socket)
    })
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1')
      while (head.includes('\r\n\r\n')) {
        head = head.slice(head.indexOf('\r\n\r\n') + 4)
        busy.add(socket)
        answers[Math.min(requests++, answers.length - 1)]!(socket)
      }
    })
  })
  return {
    url: `http://127.0.0.1:${await listening(server)}`,
    requests: () => requests,
    busy: () => [...sockets].filter((socket) => busy.has(socket)).length,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

const nowhere = (url: string, close = (): void => {}): Place => ({
  url,
  requests: () => 0,
  busy: () => 0,
  close,
})

/** A port without a listening server. */
export const refused = async (): Promise<Place> => {
  const server = createServer()
  const port = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  return nowhere(`http://127.0.0.1:${port}`)
}

/** A label of 64 characters is one too long for the DNS, so that no resolver has to be asked. */
export const unknownHost = (): Promise<Place> => Promise.resolve(nowhere(`https://${'a'.repeat(64)}.invalid`))

/** An https: server with a certificate without a trusted issuer. */
export const untrusted = async (): Promise<Place> => {
  const server = createTlsServer(selfSigned(), (socket) => socket.on('error', () => {}))
  server.on('tlsClientError', () => {})
  return nowhere(`https://localhost:${await listening(server)}`, () => server.close())
}

/** An http: server, asked over https:. */
export const plain = async (): Promise<Place> => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  })
  return nowhere(`https://127.0.0.1:${await listening(server)}`, () => server.close())
}
