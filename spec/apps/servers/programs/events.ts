import { Readable } from 'node:stream'
import { createClient, either, toAsyncIterable } from 'rx-cekura'
import { endWith, map } from 'rxjs'

const { progress$ } = createClient()

/** One event per status, `failure` for an error, then `end`. A browser that reconnects sends the last id. */
export const events$ = (progressId: string) =>
  progress$(progressId).pipe(
    either(),
    map((e) =>
      e._tag === 'Right'
        ? { type: 'message', id: 'open', data: e.right }
        : { type: 'failure', id: 'open', data: { _tag: e.left._tag, message: e.left.message } },
    ),
    endWith({ type: 'end', id: 'end', data: {} }),
  )

/** The events as text. Destroying the stream unsubscribes. */
export const eventStream = (progressId: string) => {
  const text$ = events$(progressId).pipe(
    map(({ type, id, data }) => `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
  )
  return Readable.from(toAsyncIterable(text$))
}

/** The last one is for nginx, which otherwise buffers events. */
export const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}
