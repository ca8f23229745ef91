import { defer, noop, type Observable, switchMap, take } from 'rxjs'
import type { Engine } from './engine.js'
import type { ApiReply } from './exchange/exchange.js'
import { addJob, type CekuraError } from './model/errors.js'
import type { AnyJob, Fields } from './model/job.js'
import { fill } from './model/reference.js'
import { again } from './polling/again.js'
import { now } from './polling/clock.js'
import { isHarmless, retryLater } from './polling/retry.js'
import { deadlineError } from './polling/tracker.js'
import { Turns } from './polling/turns.js'

/** A POST request of a job. */
interface Post<A> {
  readonly what: string
  /** Template of the path, and its fields. Those that it does not take are the body. */
  readonly path: string
  readonly fields: Fields
  /** Identity of the job, for errors. */
  readonly about: { readonly job: string; readonly progressId?: string }
  readonly decode: (reply: ApiReply) => A
}

/** Sends one request within the job's deadline, and retries it only if the server certainly did not process it. */
export const post = <A>(
  job: AnyJob,
  { config, gate, exchange, deadlineOf }: Engine,
  { what, path, fields, about, decode }: Post<A>,
): Observable<A> =>
  defer(() => {
    const startedAt = now()
    const { filled, rest } = fill(path, fields)
    const request = { what, url: config.baseUrl + filled, body: JSON.stringify(rest), decode }
    let failures = 0
    const tracker = {
      failed: (error: CekuraError) => {
        addJob(error, about)
        return ++failures
      },
      retrying: noop,
      active: noop,
      late: () => addJob(deadlineError(what, startedAt, null), about),
    }
    // If a reply is lost, the server may have processed the request.
    const isTransient = (error: CekuraError) => isHarmless(error) && config.retry.isTransient(error)
    const policy = { ...config.retry, isTransient }

    const deadline = deadlineOf(job)
    const timer$ = new Turns(gate, deadline, tracker)
    const retrying = { timer$, until: startedAt + deadline, tracker }
    const steps = { answered: noop, failed: (error: CekuraError) => retryLater(policy, retrying, error) }
    const fetch = () => exchange(request).pipe(again(steps))

    return timer$.pipe(switchMap(fetch), take(1))
  })
