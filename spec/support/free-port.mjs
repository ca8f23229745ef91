import { once } from 'node:events'
import { createServer } from 'node:net'

/** Returns a port that no server uses, for a program that cannot choose one itself. */
export const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}
