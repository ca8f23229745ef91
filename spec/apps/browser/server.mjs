import { createServer } from 'node:http'
import { clearInterval, setInterval } from 'node:timers'

const html = '<!doctype html><html lang="en"><title>rx-cekura</title><script src="/page.js"></script>'

const body = (status) =>
  JSON.stringify({ status, clean_description: 'clean', thinking: 'thought', error: 'no agent' })
const answer = (status) => (response) => response.end(body(status))
const after = (ms, act) => (response) => setTimeout(() => act(response), ms)
const redirect = (to) => (response) => response.writeHead(302, { location: to }).end()
const endlessly = (response) => {
  const timer = setInterval(() => response.write(' '.repeat(1000)), 1)
  response.on('close', () => clearInterval(timer))
}

/** Responses to the requests of a job, in order, by the first word of its id. The last one is repeated. */
const scripts = (other) => ({
  completes: ['queued', 'queued', 'processing', 'processing', 'completed'].map(answer),
  fails: ['queued', 'failed'].map(answer),
  slow: ['queued', 'processing', 'completed'].map((status) => after(50, answer(status))),
  queued: [answer('queued')],
  hangs: [() => {}],
  stops: [(response) => response.write('{"status":')],
  breaks: [(response) => response.write('{"status":', () => response.destroy())],
  shortens: [
    (response) => response.setHeader('content-length', 100).write('{"status":', () => response.destroy()),
  ],
  recovers: [(response) => response.writeHead(503).end(), answer('completed')],
  throttles: [(response) => response.writeHead(429, { 'retry-after': '7' }).end('{"detail":"slow down"}')],
  unknown: [(response) => response.writeHead(404).end('{"detail":"Not found."}')],
  garbage: [(response) => response.end('<html>sign in</html>')],
  endless: [endlessly],
  redirects: [redirect('/test_framework/followed')],
  leaves: [redirect(`${other}/test_framework/followed`)],
})

/**
 * Serves an API, and a page with `script`. Keeps the requests in `met`. Pages of any origin may read responses,
 * unless the id contains `closed`. If it contains `unexposed`, they may not read the headers.
 */
export const listen = async (other, script) => {
  const met = []
  const server = createServer((request, response) => {
    if (request.url === '/') return response.setHeader('content-type', 'text/html').end(html)
    if (request.url === '/page.js') return response.setHeader('content-type', 'text/javascript').end(script)
    const { pathname, searchParams } = new URL(request.url, 'http://api')
    if (!pathname.startsWith('/test_framework/')) return response.writeHead(404).end()
    const id = searchParams.get('progress_id') ?? ''
    if (!id.includes('closed')) {
      response.setHeader('access-control-allow-origin', '*')
      response.setHeader('access-control-allow-headers', 'x-cekura-api-key, content-type')
      if (!id.includes('unexposed')) response.setHeader('access-control-expose-headers', 'retry-after')
    }
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    const log = { id, key: request.headers['x-cekura-api-key'] ?? null, isOpen: true, isCut: false }
    const n = met.filter((before) => before.id === id).length
    met.push(log)
    response.on('close', () => Object.assign(log, { isOpen: false, isCut: !response.writableEnded }))
    if (request.method === 'POST') return response.end(JSON.stringify({ progress_id: 'completes' }))
    const answers = scripts(other)[id.split(' ')[0]] ?? [answer('queued')]
    answers[Math.min(n, answers.length - 1)](response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${server.address().port}`, met, close }
}
