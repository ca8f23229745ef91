import { createJobs, idOf } from './jobs.mjs'

/** A fetch without a network: what is left is the poller's own work. `calls.made` counts. */
export const createMemoryFetch = (toResponse) => {
  const answer = createJobs()
  const calls = { made: 0 }
  const fetch = (url) => {
    calls.made++
    return Promise.resolve(toResponse(answer(idOf(url))))
  }
  return { fetch, calls }
}

const noHeaders = { get: () => null }

/** The least a response can be. */
export const plainResponse = (body) => ({
  status: 200,
  ok: true,
  headers: noHeaders,
  json: () => Promise.resolve(JSON.parse(body)),
  text: () => Promise.resolve(body),
})

/** What fetch really resolves to, with a stream for a body. */
export const nativeResponse = (body) => new globalThis.Response(body)
