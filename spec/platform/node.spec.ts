import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { lastValueFrom } from 'rxjs'
import { type ClientConfig, createClient } from '../../lib/index.js'
import { version } from '../../package.json'

/** The `user-agent` of a poll, as a server receives it. */
const userAgentOf = async (t: ExecutionContext, options: ClientConfig): Promise<string | undefined> => {
  let received: string | undefined
  const server = createServer((request, response) => {
    received = request.headers['user-agent']
    response.end('{"status":"completed","clean_description":"","thinking":""}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await lastValueFrom(createClient({ apiKey: 'key', baseUrl, ...options }).progress$('a'))
  return received
}

test('the default fetch names the library and its version', async (t) => {
  t.is(await userAgentOf(t, {}), `rx-cekura/${version}`)
})

test("the caller's user-agent replaces it", async (t) => {
  t.is(await userAgentOf(t, { headers: { 'User-Agent': 'my-app/7' } }), 'my-app/7')
})

test('a fetch of the caller keeps its own', async (t) => {
  t.is(await userAgentOf(t, { fetch: globalThis.fetch }), 'node')
})
