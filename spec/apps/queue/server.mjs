import { createServer } from 'node:http'
import { once } from 'node:events'

/** Milliseconds in a Retry-After. */
export const HOLD = 5000

/**
 * A fake Cekura that counts requests. The prefix of an id sets the end of its job. `failing` fails, `slow` takes
 * longer than a deadline, and `crashing` waits until `finish` is called. Other jobs complete at the second poll. The
 * 300th request is throttled.
 */
export const startServer = async (slow) => {
  const ids = new Map()
  const requests = []
  const state = { requests, ids, throttledAt: Infinity, isFinished: false }

  const statusOf = (id, { polls, firstAt }) => {
    if (id.startsWith('slow')) return Date.now() - firstAt < slow ? 'processing' : 'completed'
    if (id.startsWith('crashing')) return state.isFinished ? 'completed' : 'processing'
    if (polls < 2) return 'processing'
    return id.startsWith('failing') ? 'failed' : 'completed'
  }

  const server = createServer((request, response) => {
    const at = Date.now()
    if (requests.push(at) === 300) {
      state.throttledAt = at
      response.writeHead(429, { 'retry-after': HOLD / 1000 }).end('{"detail":"slow down"}')
      return
    }
    const id = new URL(request.url, 'http://server').searchParams.get('progress_id')
    const seen = ids.get(id) ?? { polls: 0, firstAt: at, ends: 0 }
    ids.set(id, seen)
    seen.polls++
    const status = statusOf(id, seen)
    if (status !== 'processing') seen.ends++
    const result = status === 'completed' && { clean_description: `cleaned ${id}`, thinking: '' }
    response.end(JSON.stringify({ status, ...result }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  return { state, url: `http://127.0.0.1:${server.address().port}` }
}
