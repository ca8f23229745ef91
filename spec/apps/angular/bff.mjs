import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'

/** Requests that the definitions of the jobs make. Each is a method and a pattern of the path. */
const routesOf = (jobs) =>
  jobs.flatMap(({ start, progress, cancel }) =>
    [
      ['GET', progress],
      ['POST', start],
      ['POST', cancel],
    ]
      .filter(([, endpoint]) => endpoint)
      .map(([method, { path }]) => [method, new RegExp(`^${path.replace(/\{\w+\}/g, '[\\w-]+')}(\\?.*)?$`)]),
  )

const prefix = '/api'
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** Angular's HttpClient sends this cookie back as a header; other sites cannot read it. */
const cookie = /(?:^|; )XSRF-TOKEN=([\w-]+)/
const isOwn = ({ headers }) => {
  const [, token] = cookie.exec(headers.cookie) ?? []
  return token !== undefined && headers['x-xsrf-token'] === token
}

/**
 * A backend for the page. Serves its files, and passes the requests of the jobs on to Cekura. It adds the key, which
 * never reaches the browser. If the page aborts a request, it is aborted at Cekura too. Resolves to the server,
 * listening on loopback. Rejects if the port is taken.
 */
export const serve = ({ api, apiKey, folder, jobs, port = 0 }) => {
  const routes = routesOf(jobs)
  const pathOf = ({ method, url }) => {
    const path = url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : undefined
    return routes.some(([allowed, pattern]) => method === allowed && pattern.test(path)) ? path : undefined
  }

  const pass = async (request, response, path) => {
    const isForged = request.method !== 'GET' && !isOwn(request)
    if (isForged) return response.writeHead(403).end('{"detail":"Reload the page."}')
    const left = new AbortController()
    response.on('close', () => left.abort())
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const answer = await fetch(api + path, {
      method: request.method,
      headers: { 'x-cekura-api-key': apiKey, 'content-type': 'application/json' },
      body: request.method === 'POST' ? Buffer.concat(chunks) : undefined,
      redirect: 'manual',
      signal: left.signal,
    })
    const retryAfter = answer.headers.get('retry-after')
    response.writeHead(answer.status, retryAfter === null ? {} : { 'retry-after': retryAfter })
    response.end(Buffer.from(await answer.arrayBuffer()))
  }

  const file = async (response, path) => {
    const isPage = path === '/'
    const name = isPage ? '/index.html' : path
    const body = await readFile(join(folder, name))
    response.setHeader('content-type', types[extname(name)] ?? 'application/octet-stream')
    if (isPage) response.setHeader('set-cookie', `XSRF-TOKEN=${randomUUID()}; Path=/; SameSite=Strict`)
    response.end(body)
  }

  const server = createServer((request, response) => {
    const path = pathOf(request)
    if (path)
      pass(request, response, path).catch(() => response.writeHead(502).end('{"detail":"No answer."}'))
    else
      file(response, new URL(request.url, 'http://page').pathname).catch(() => response.writeHead(404).end())
  })
  return new Promise((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server)),
  )
}
