import { once } from 'node:events'
import { createServer, get, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/** Resolves to the status and the events of a response, when the server ends it. */
export const receive = async (url) => {
  const [response] = await once(get(url, { agent: false }), 'response')
  return { status: response.statusCode, events: parse(await text(response)) }
}

const parse = (received) =>
  received
    .split('\n\n')
    .map((block) => block.split('\n').map((line) => line.split(/: (.*)/s)))
    .map(Object.fromEntries)
    .filter(({ data }) => data)
    .map(({ event, data }) => ({ event, ...JSON.parse(data) }))

/** Sends a request over a socket of its own. */
export const open = (url) => {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect({ host: hostname, port })
  socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`)
  const client = { socket, received: '' }
  socket.setEncoding('utf8').on('data', (part) => (client.received += part))
  return client
}

/** Serves a page. Passes other requests on to a server, and keeps the statuses of responses with events. */
export const servePage = async (t, origin, html) => {
  const statuses = []
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/') return outgoing.setHeader('content-type', 'text/html').end(html)
    const { method, headers } = incoming
    const onward = request(origin + incoming.url, { method, headers }, (response) => {
      if (incoming.url.endsWith('/events')) statuses.push(response.statusCode)
      outgoing.writeHead(response.statusCode, response.headers).flushHeaders()
      response.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy()).end()
    outgoing.on('close', () => onward.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${server.address().port}/`, statuses }
}

/** Runs in a page that never closes its `EventSource`. Resolves to the events when the server has ended it. */
export const collect = (path) =>
  new Promise((resolve) => {
    const events = []
    const source = new globalThis.EventSource(path)
    for (const type of ['message', 'failure', 'end'])
      source.addEventListener(type, ({ data }) => events.push({ event: type, ...JSON.parse(data) }))
    source.addEventListener('error', () => {
      if (source.readyState === source.CLOSED) resolve(events)
    })
  })
