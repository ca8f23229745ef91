import { createJobs, idOf } from './jobs.mjs'

/** A fetch without a network, so that only the poller's own work is measured. Counts its calls in `calls.made`. */
export const createMemoryFetch = () => {
  const answer = createJobs()
  const calls = { made: 0 }
  const fetch = (url) => {
    calls.made++
    return Promise.resolve(toResponse(answer(idOf(url))))
  }
  return { fetch, calls }
}

const noHeaders = { get: () => null }

/** The least that a response can be. */
const toResponse = (body) => ({
  status: 200,
  ok: true,
  headers: noHeaders,
  json: () => Promise.resolve(JSON.parse(body)),
  text: () => Promise.resolve(body),
})
