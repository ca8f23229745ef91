import { createServer } from 'node:http'
import { createJobs, idOf } from './jobs.mjs'

/* The service on loopback, in a process of its own: tells its parent where it listens, and on request what it met. */

const answer = createJobs()
let met = { requests: 0, connections: 0 }

const server = createServer((request, response) => {
  met.requests++
  const body = answer(idOf(request.url))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
})
server.keepAliveTimeout = 120_000
server.on('connection', () => met.connections++)
server.listen(0, '127.0.0.1', () => process.send(server.address().port))

process.on('message', () => {
  process.send(met)
  met = { requests: 0, connections: 0 }
})
process.on('disconnect', () => process.exit())
