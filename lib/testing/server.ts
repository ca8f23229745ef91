import { platform } from '#platform'
import type { Exchange } from './exchange.js'
import { keyOf } from './fetch.js'
import type { Fault } from './script.js'

/** An HTTP server of a fake Cekura. */
export interface FakeServer {
  /** Value for the client's option `baseUrl`. */
  readonly url: string
  /** Closes the server and every connection to it. */
  readonly close: () => Promise<void>
}

/** Serves HTTP requests to `127.0.0.1` by an exchange. Port 0 means any free port. Throws outside Node. */
export const serve = async (exchange: Exchange, port: number): Promise<FakeServer> => {
  const server = platform.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url!, 'http://fake')
      const answer = exchange(
        request.method!,
        url,
        keyOf(request.headers as Record<string, string>),
        Buffer.concat(chunks).toString(),
      ).subscribe({
        next: ({ status, headers, body }) => response.writeHead(status, headers).end(body),
        error: ({ fault }: { fault: Fault }) => {
          const socket = response.socket!
          if (fault === 'reset') socket.resetAndDestroy()
          else if (fault === 'garbage') socket.end('this is not HTTP\r\n\r\n')
          // A body that is cut off.
          else socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"sta\r\n')
        },
      })
      response.on('close', () => answer.unsubscribe())
    })
  })
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  )
  const { port: bound } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
