import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/*
 * A service in trouble, in a process of its own: what it does with an id is written in the id, a letter for each
 * request, the last one staying. It tells its ports to its parent, and ends with it.
 */

const json = (value: object): readonly [number, string] => [200, JSON.stringify(value)]
const answers: Readonly<Record<string, readonly [status: number, body: string]>> = {
  q: json({ status: 'queued' }),
  p: json({ status: 'processing' }),
  c: json({ status: 'completed', clean_description: 'clean', thinking: 'thought' }),
  f: json({ status: 'failed', error: 'no such agent' }),
  4: [404, '{"detail":"Not found."}'],
  5: [503, ''],
  h: [200, '<!doctype html>'],
}

const asked = new Map<string, number>()

const answering: RequestListener = (request, response) => {
  const id = new URL(request.url!, 'http://soak').searchParams.get('progress_id')!
  const script = id.slice(id.indexOf('-') + 1)
  const nth = asked.get(id) ?? 0
  asked.set(id, nth + 1)
  const letter = script[Math.min(nth, script.length - 1)]!
  const answer = answers[letter]
  if (answer) response.writeHead(answer[0], { 'content-length': Buffer.byteLength(answer[1]) }).end(answer[1])
  else if (letter === 'x') request.socket.resetAndDestroy()
  else if (letter === 'g') request.socket.end('this is not HTTP\r\n\r\n')
  else if (letter === 'b')
    request.socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"sta\r\n')
}

/** A kept connection is closed by what the script says, and never because it was idle. */
const listening = async (): Promise<number> => {
  const server = createServer({ keepAliveTimeout: 600_000 }, answering)
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

// All come at once, and a port has room for 4096 who wait at its door.
void Promise.all([1, 2, 3, 4].map(listening)).then((ports) => process.send!(ports))
process.on('disconnect', () => process.exit())
