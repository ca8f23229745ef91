import fastify from 'fastify'
import { eventStream, headers } from './events.js'

const app = fastify()

app.get<{ Params: { id: string } }>('/jobs/:id/events', (request, reply) =>
  request.headers['last-event-id'] === 'end'
    ? reply.code(204).send()
    : reply.headers(headers).send(eventStream(request.params.id)),
)

void app.listen({ port: Number(process.env.PORT) })
