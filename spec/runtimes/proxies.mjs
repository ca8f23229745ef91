/*
 * Runs the packed library behind a proxy on loopback, on several versions of Node, with each way to set a proxy.
 * Installs all that it needs. `node --import=tsx spec/runtimes/proxies.mjs`
 */
import { once } from 'node:events'
import { cp, writeFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inTemporaryFolder, install, packBuilt, run } from '../package/pack.mjs'
import { selfSigned } from '../promises/faults/certificate.ts'
import { counts, suite } from '../support/suite.mjs'
import { startProxy } from './proxies/proxy.mjs'
import { equal } from '../support/demand.mjs'

const versions = { 'https-proxy-agent': '9.1.0', undici: '7.30.2', rxjs: '7.8.2' }
const nodes = [20, 22, 24, 26]

/** Ways of watch.mjs, and the oldest Node on which each uses the proxy. */
const ways = [
  { way: 'default', title: 'NODE_USE_ENV_PROXY', since: 22, env: { NODE_USE_ENV_PROXY: '1' } },
  { way: 'native', title: 'NODE_USE_ENV_PROXY, own fetch', since: 22, env: { NODE_USE_ENV_PROXY: '1' } },
  { way: 'setGlobal', title: 'setGlobalProxyFromEnv', since: 24, only: true },
  { way: 'setGlobalLater', title: 'setGlobalProxyFromEnv after a poll', since: 24, only: true },
  { way: 'agent', title: 'https-proxy-agent', since: 20, ignoresNoProxy: true },
  { way: 'dispatcher', title: 'ProxyAgent of undici', since: 20, ignoresNoProxy: true },
  { way: 'globalDispatcher', title: 'EnvHttpProxyAgent of undici', since: 20 },
]

/** A service over `http:` or `https:` whose jobs end at the third poll. Counts the keys that arrive. */
const serve = async (t, createServer) => {
  const received = { right: 0, polls: new Map() }
  const server = createServer((request, response) => {
    if (request.headers['x-cekura-api-key'] === 'the-key') received.right++
    const poll = (received.polls.get(request.url) ?? 0) + 1
    received.polls.set(request.url, poll)
    const done = { status: 'completed', clean_description: '', thinking: '' }
    response.end(JSON.stringify(poll < 3 ? { status: 'processing' } : done))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { received, host: `localhost:${server.address().port}` }
}

/** Returns a function that runs watch.mjs behind a proxy. */
const watching = (node, folder) => {
  const certificate = selfSigned()
  const file = join(folder, 'certificate.pem')

  return async (t, { way, env }, { isPlain = false, refuses, noProxy = '' } = {}) => {
    await writeFile(file, certificate.cert)
    const service = await serve(t, isPlain ? http.createServer : https.createServer.bind(null, certificate))
    const proxy = await startProxy({ refuses })
    t.teardown(proxy.close)
    const url = `http://user:pass-word@127.0.0.1:${proxy.port}`
    const { output, stdout } = await run(node, ['watch.mjs', way], {
      cwd: folder,
      timeout: 60_000,
      env: {
        ...{ PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: file, NODE_NO_WARNINGS: '1', ...env },
        ...{ HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: noProxy },
        ...{ CEKURA_API_KEY: 'the-key', CEKURA_API_URL: `${isPlain ? 'http' : 'https'}://${service.host}` },
      },
    })
    if (!stdout.startsWith('{')) throw new Error(output)
    return { outcome: JSON.parse(stdout), ...service, ...proxy.log }
  }
}

const checkNode = async (major, node, folder) => {
  const { test } = suite(`Node.js ${major}`, 120_000)
  const watch = watching(node, folder)
  for (const entry of ways.filter(({ since, only }) => major >= since || !only)) {
    const isProxied = major >= entry.since
    await test(`${entry.title}: ${isProxied ? 'one tunnel, and the proxy sees no key' : 'no proxy'}`, async (t) => {
      const { outcome, received, host, tunnels, forwarded, text } = await watch(t, entry)
      equal(outcome, { status: 'completed' }, 'outcome')
      equal(received.right, entry.way === 'setGlobalLater' ? 6 : 3, 'requests with the key')
      equal([tunnels, forwarded], [isProxied ? [host] : [], []], 'tunnels and forwarded requests')
      equal(text.includes('the-key'), false, 'key at the proxy')
    })
    if (isProxied && !entry.ignoresNoProxy)
      await test(`${entry.title}: NO_PROXY is obeyed`, async (t) => {
        const { outcome, tunnels } = await watch(t, entry, { noProxy: 'localhost' })
        equal([outcome, tunnels], [{ status: 'completed' }, []], 'outcome and tunnels')
      })
  }

  const [first] = ways
  await test('the default fetch sends no key over http: to a proxy', async (t) => {
    const { outcome, received, text } = await watch(t, first, { isPlain: true })
    equal([outcome, received.right, text], [{ status: 'completed' }, 3, ''], 'outcome, requests, text')
  })
  if (major >= first.since)
    await test('a proxy that refuses is a NetworkError without its password', async (t) => {
      const { outcome, tunnels } = await watch(t, first, { refuses: true })
      equal([outcome.code, tunnels.length], ['ERR_PROXY_TUNNEL', 1], 'code and tunnels')
      equal(/pass-word|the-key/.test(outcome.text), false, 'secrets in the error')
    })
}

await inTemporaryFolder(async (temporary) => {
  const tarball = await packBuilt(temporary)
  const folder = await install(join(temporary, 'proxies'), { 'rx-cekura': `file:${tarball}`, ...versions })
  await cp(fileURLToPath(new URL('proxies/watch.mjs', import.meta.url)), join(folder, 'watch.mjs'))
  for (const major of nodes.filter((major) => `${major}`.includes(process.argv[2] ?? ''))) {
    const installed = await install(join(temporary, `node-${major}`), { node: `${major}` })
    await checkNode(major, join(installed, 'node_modules/node/bin/node'), folder)
  }
})

console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed > 0 ? 1 : 0)
