import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { connect } from 'node:net'

/** Starts an HTTP proxy on loopback. Keeps each request, and the text that a proxy can read. */
export const startProxy = async ({ refuses = false } = {}) => {
  const log = { tunnels: [], forwarded: [], text: '' }
  const sockets = new Set()

  const server = createServer((incoming, outgoing) => {
    log.forwarded.push(incoming.url)
    log.text += JSON.stringify(incoming.rawHeaders)
    const { method, headers } = incoming
    const onward = request(incoming.url, { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode, response.headers)
      response.pipe(outgoing)
    })
    incoming.pipe(onward)
  })
  server.on('connect', ({ url, rawHeaders }, socket) => {
    log.tunnels.push(url)
    log.text += JSON.stringify(rawHeaders)
    if (refuses) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const [host, port] = url.split(':')
    const target = connect({ host, port }, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.on('data', (part) => (log.text += part.toString('latin1')))
      socket.pipe(target).pipe(socket)
    })
    for (const end of [socket, target]) {
      sockets.add(end)
      end.on('error', () => end.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    server.close()
  }
  return { log, port: server.address().port, close }
}
