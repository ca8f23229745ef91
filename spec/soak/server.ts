import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { observations, type Script } from './observations.js'
import type { Step } from './steps.js'

/*
 * An API in trouble, in a process of its own: plays the script of each observation. It sends its ports to its parent, then
 * a report when the parent asks for one, and ends with it.
 */

export interface Report {
  /** Number of requests by {@link keyOf}. */
  readonly received: Readonly<Record<string, number>>
  /** Requests that came while another one of the same job was open. */
  readonly overlapping: readonly string[]
  /** Requests that belong to no observation. */
  readonly unknown: readonly string[]
}

export const keyOf = (line: string, body: object | undefined): string =>
  body && Object.keys(body).length > 0 ? `${line} ${JSON.stringify(Object.entries(body).sort())}` : line

interface Played extends Script {
  received: number
  isOpen: boolean
}

const serve = async (count: number, seed: number): Promise<void> => {
  const all = new Map<string, Played>()
  for (const { start, poll } of observations(count, seed))
    for (const script of start ? [start, poll] : [poll])
      all.set(keyOf(script.line, script.body), { ...script, received: 0, isOpen: false })
  const overlapping: string[] = []
  const unknown: string[] = []

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = await text(request)
    const body = sent === '' ? undefined : (JSON.parse(sent) as object)
    const key = keyOf(`${request.method} ${request.url}`, body)
    const played = all.get(key)
    if (!played) {
      unknown.push(key)
      response.writeHead(400).end()
      return
    }
    if (played.isOpen) overlapping.push(key)
    const step = played.steps[Math.min(played.received++, played.steps.length - 1)]!
    played.isOpen = true
    await sleep(step.delay)
    played.isOpen = false
    play(step, request, response)
  }

  /** A kept connection is closed by a script, never because it was idle. */
  const listen = async (): Promise<number> => {
    const server = createServer({ keepAliveTimeout: 600_000 }, (...exchange) => void answer(...exchange))
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 })
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  // Four ports, because all requests come at once, and a port queues 4096 connections.
  process.send!(await Promise.all([1, 2, 3, 4].map(listen)))
  process.on('message', () => {
    const received = Object.fromEntries([...all].map(([key, { received }]) => [key, received]))
    process.send!({ received, overlapping, unknown } satisfies Report)
  })
  process.on('disconnect', () => process.exit())
}

const play = ({ played }: Step, { socket }: IncomingMessage, response: ServerResponse): void => {
  if (played === 'reset') socket.resetAndDestroy()
  else if (played === 'garbage') socket.end('this is not HTTP\r\n\r\n')
  else if (played === 'cut') socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"sta\r\n')
  else response.writeHead(played.status, played.headers).end(played.body)
}

if (process.send) void serve(Number(process.argv[2]), Number(process.argv[3]))
