import { defer, map, type Observable, of, Subject, switchMap, take } from 'rxjs'
import type { Engine } from './engine.js'
import { decode, required } from './exchange/decode.js'
import { type Answer, type Started, startedDecoder } from './model/answer.js'
import { addJob, type CekuraError, DecodeError } from './model/errors.js'
import type { PollEvent } from './model/events.js'
import type { AnyJob, Fields } from './model/job.js'
import { fill } from './model/reference.js'
import { again } from './polling/again.js'
import { now } from './polling/clock.js'
import { isHarmless } from './polling/retry.js'
import { Tracker } from './polling/tracker.js'
import { Turns } from './polling/turns.js'

/** Starts a job: validates the request, POSTs it, emits the reference and completes. */
export const start = (job: AnyJob, engine: Engine): ((request: unknown) => Observable<unknown>) => {
  const begin = beginOf(job, engine)
  return (request) =>
    begin(request).pipe(
      map((started) => {
        if ('ref' in started) return started.ref
        const message = `start of ${job.name}: the server answered with the result at once; use run$, which emits it`
        throw addJob(new DecodeError(message, [], []), { job: job.name })
      }),
    )
}

/** Starts a job and observes it, within one deadline for both. */
export const run = (
  job: AnyJob,
  engine: Engine,
  observed: (ref: unknown, startedAt: number) => Observable<Answer>,
): ((request: unknown) => Observable<Answer>) => {
  const begin = beginOf(job, engine)
  return (request) =>
    defer(() => {
      const startedAt = now()
      return begin(request).pipe(
        switchMap((started) => ('ref' in started ? observed(started.ref, startedAt) : of(started.finished))),
      )
    })
}

/** Events are about observations. A start reports none. */
const silent = /* @__PURE__ */ new Subject<PollEvent>()

const beginOf = (job: AnyJob, { config, gate, exchange, deadlineOf }: Engine) => {
  const { path, request: codec } = job.start!
  const read = startedDecoder(job)
  const topic = { what: 'start', job: job.name }

  return (given: unknown): Observable<Started> =>
    defer(() => {
      const startedAt = now()
      const fields = required(job.name, 'request', 'start$', codec.decode(given)) as Fields
      const { filled, rest } = fill(path, fields)
      const request = {
        topic,
        url: config.baseUrl + filled,
        body: JSON.stringify(rest),
        decode: decode((answer) => read(answer, fields)),
      }
      const tracker = new Tracker(silent, topic, startedAt)
      // If a reply is lost, the server may have started a job.
      const isTransient = (error: CekuraError) => isHarmless(error) && config.retry.isTransient(error)
      const retry = { ...config.retry, isTransient }

      const timer$ = new Turns(gate, startedAt + deadlineOf(job), tracker)
      const loop = { options: { ...config, retry }, timer$, tracker }
      const fetch = () => exchange(request).pipe(again(loop))

      return timer$.pipe(switchMap(fetch), take(1))
    })
}
