import { catchError, defer, type Observable, Subject, switchMap, take } from 'rxjs'
import type { Engine } from './engine.js'
import type { ApiReply } from './exchange/exchange.js'
import { addJob, type CekuraError } from './model/errors.js'
import type { ClientEvent } from './model/events.js'
import type { AnyJob, Fields } from './model/job.js'
import { fill, withQuery } from './model/reference.js'
import { again } from './polling/again.js'
import { now } from './polling/clock.js'
import { isHarmless } from './polling/retry.js'
import { Tracker } from './polling/tracker.js'
import { Turns } from './polling/turns.js'
import type { Topic } from './safety/text.js'

/** A POST request of a job. */
interface Post<A> {
  readonly topic: Topic
  /** Template of the path. */
  readonly path: string
  /** Fields that fill the path. The other fields, if any, are the body. */
  readonly fields: Fields
  readonly decode: (reply: ApiReply) => A
}

/** Receives the events of POST requests, because `events$` reports observations only. */
const silent = /* @__PURE__ */ new Subject<ClientEvent>()

/**
 * Sends one request, and retries it only if the server certainly did not process it. It has a deadline of its own, as long as
 * the job's.
 */
export const post = <A>(
  job: AnyJob,
  { config, gate, exchange, deadlineOf }: Engine,
  { topic, path, fields, decode }: Post<A>,
): Observable<A> =>
  defer(() => {
    const startedAt = now()
    const { filled, rest } = fill(path, fields)
    const body = Object.keys(rest).length > 0 ? { body: JSON.stringify(rest) } : {}
    const request = {
      topic,
      method: 'POST',
      url: config.baseUrl + withQuery(filled, config.query),
      ...body,
      decode,
    } as const
    const tracker = new Tracker(silent, topic, startedAt)
    // If only the response was lost, the server has processed the request.
    const isTransient = (error: CekuraError) => isHarmless(error) && config.retry.isTransient(error)
    const retry = { ...config.retry, isTransient }

    const timer$ = new Turns(gate, startedAt + deadlineOf(job), tracker)
    const loop = { options: { interval: config.interval, retry }, timer$, tracker }
    const fetch = () => exchange(request).pipe(again(loop))

    return timer$.pipe(
      switchMap(fetch),
      take(1),
      catchError((error) => {
        throw addJob(error, topic)
      }),
    )
  })
