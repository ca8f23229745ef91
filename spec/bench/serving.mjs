import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Starts the service in another process. `counts()` resolves to its requests and connections since the last call. */
export const serving = async () => {
  const server = fork(join(import.meta.dirname, 'server.mjs'))
  const [port] = await once(server, 'message')
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    counts: async () => {
      server.send('counts')
      return (await once(server, 'message'))[0]
    },
    close: () => server.disconnect(),
  }
}
