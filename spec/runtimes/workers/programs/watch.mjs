// Watches a job with the client and the options that a request asks for. Responds with all that it saw.
import { env } from 'cloudflare:workers'
import { createClient } from 'rx-cekura'
import { cleanDescription } from 'rx-cekura/jobs'

const make = (options) =>
  createClient({
    apiKey: env.CEKURA_API_KEY,
    interval: 5,
    requestTimeout: 2000,
    retry: { initialDelay: 1 },
    ...options,
  })

const clients = { unshared: make({ share: false }), shared: make() }

export default {
  async fetch(request) {
    const { scope, options, start, id } = await request.json()
    const client = (clients[scope] ?? make(options)).of(cleanDescription)
    const seen = []
    return new Promise((resolve) => {
      const end = () => resolve(Response.json(seen))
      const error = ({ _tag, status, code }) => {
        seen.push([_tag, status ?? code].join(' ').trim())
        end()
      }
      const source$ = start ? client.run$(start) : client.progress$(id)
      source$.subscribe({ next: ({ status }) => seen.push(status), error, complete: end })
    })
  },
}
