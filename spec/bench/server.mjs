import { createServer } from 'node:http'
import { createJobs, idOf } from './jobs.mjs'

/* The service on loopback, in a process of its own. Sends its port to the parent, and its counts on request. */

const answer = createJobs()
let counts = { requests: 0, connections: 0 }

const server = createServer((request, response) => {
  counts.requests++
  const body = answer(idOf(request.url))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
})
server.keepAliveTimeout = 120_000
server.on('connection', () => counts.connections++)
// A thousand clients that connect at once must fit in the backlog; otherwise some try again after a second.
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.send(server.address().port))

process.on('message', () => {
  process.send(counts)
  counts = { requests: 0, connections: 0 }
})
process.on('disconnect', () => process.exit())
