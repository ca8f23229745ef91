import { pipeline } from 'node:stream'
import express from 'express'
import { eventStream, headers } from './events.js'

const app = express()

app.get('/jobs/:id/events', (request, response) => {
  if (request.get('last-event-id') === 'end') return void response.sendStatus(204)
  response.set(headers).flushHeaders()
  pipeline(eventStream(request.params.id), response, () => {}) // a disconnect is no error
})

app.listen(Number(process.env.PORT))
