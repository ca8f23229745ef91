/* Watches a job through a proxy. The argument is the way to set it. Prints the outcome as JSON. */
import http from 'node:http'
import https from 'node:https'
import { inspect } from 'node:util'
import { createClient } from 'rx-cekura'
import { lastValueFrom } from 'rxjs'

const options = { retry: false, interval: 10 }
const proxy = process.env.HTTPS_PROXY

const ways = {
  default: () => createClient(options),
  native: () => createClient({ ...options, fetch: globalThis.fetch }),
  setGlobal: () => {
    http.setGlobalProxyFromEnv()
    return createClient(options)
  },
  setGlobalLater: async () => {
    const client = createClient(options)
    await lastValueFrom(client.progress$('direct'))
    http.setGlobalProxyFromEnv()
    return client
  },
  agent: async () => {
    const { HttpsProxyAgent } = await import('https-proxy-agent')
    https.globalAgent = new HttpsProxyAgent(proxy, { keepAlive: true })
    return createClient(options)
  },
  dispatcher: async () => {
    const { fetch, ProxyAgent } = await import('undici')
    const dispatcher = new ProxyAgent(proxy)
    return createClient({ ...options, fetch: (url, init) => fetch(url, { ...init, dispatcher }) })
  },
  globalDispatcher: async () => {
    const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici')
    setGlobalDispatcher(new EnvHttpProxyAgent())
    return createClient({ ...options, fetch: globalThis.fetch })
  },
}

const main = async () => {
  const client = await ways[process.argv[2]]()
  return lastValueFrom(client.progress$('a'))
}
main().then(
  ({ status }) => console.log(JSON.stringify({ status })),
  (error) => console.log(JSON.stringify({ code: error.code, text: inspect(error, { depth: 9 }) })),
)
