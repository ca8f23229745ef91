import { join } from 'node:path'
import {
  AngularNodeAppEngine,
  createNodeRequestHandler,
  isMainModule,
  writeResponseToNodeResponse,
} from '@angular/ssr/node'
import express, { type RequestHandler } from 'express'

/*
 * Renders every page, and passes /api on to the Cekura that CEKURA_API_URL names, with the key. Writes its own URL to
 * standard output.
 */

const { CEKURA_API_URL: api, CEKURA_API_KEY: apiKey = '' } = process.env
const app = express()
const angular = new AngularNodeAppEngine({ allowedHosts: ['127.0.0.1'] })

const passOn: RequestHandler = async ({ method, url }, response) => {
  const left = new AbortController()
  response.on('close', () => left.abort())
  try {
    const reply = await fetch(`${api}${url}`, {
      method,
      headers: { 'x-cekura-api-key': apiKey },
      signal: left.signal,
    })
    response
      .status(reply.status)
      .type('json')
      .send(await reply.text())
  } catch {
    response.status(502).end()
  }
}

const render: RequestHandler = async (request, response, next) => {
  const page = await angular.handle(request)
  if (page) await writeResponseToNodeResponse(page, response)
  else next()
}

// Express deprecates handlers that return zone.js's promises.
const quietly =
  (handler: RequestHandler): RequestHandler =>
  (...given) => {
    Promise.resolve(handler(...given)).catch(given[2])
  }

app.use('/api', quietly(passOn))
app.use(express.static(join(import.meta.dirname, '../browser'), { index: false }))
app.use(quietly(render))

// The builder imports this file to find the routes.
if (isMainModule(import.meta.url)) {
  const server = app.listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}`)
  })
}

export const reqHandler = createNodeRequestHandler(app)
