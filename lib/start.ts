import { defer, map, noop, type Observable, of, switchMap, take } from 'rxjs'
import type { Engine } from './engine.js'
import { decode, required } from './exchange/decode.js'
import { type Answer, type Started, startedDecoder } from './model/answer.js'
import { addJob, type CekuraError, DecodeError } from './model/errors.js'
import type { AnyJob, Fields } from './model/job.js'
import { fill, withQuery } from './model/reference.js'
import { again } from './polling/again.js'
import { now } from './polling/clock.js'
import { isHarmless, retryLater } from './polling/retry.js'
import { optionError } from './safety/guard.js'
import { isRecord } from './safety/rules.js'
import { deadlineError } from './polling/tracker.js'
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

const beginOf = (job: AnyJob, { config, gate, exchange, deadlineOf }: Engine) => {
  const { path, request: codec } = job.start!
  const read = startedDecoder(job)
  const what = `start of ${job.name}`
  const about = { job: job.name }

  const checked = (given: unknown) => required(job.name, 'request', 'start$', codec.decode(given)) as Fields
  /** Checks what will be sent: a copy, because getters and `toJSON` may return something else the next time. */
  const copyOf = (given: unknown): Fields => {
    try {
      const copy = isRecord(given) ? { ...given } : given
      return checked(JSON.parse(JSON.stringify(checked(copy))))
    } catch (thrown) {
      throw addJob(optionError('request', config.secrets.conceal, thrown), about)
    }
  }

  return (given: unknown): Observable<Started> =>
    defer(() => {
      const startedAt = now()
      const fields = copyOf(given)
      const { filled, rest } = fill(path, fields)
      const request = {
        what,
        url: config.baseUrl + withQuery(filled, config.query),
        body: JSON.stringify(rest),
        decode: decode((answer) => read(answer, fields)),
      }
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
      // If a reply is lost, the server may have started a job.
      const isTransient = (error: CekuraError) => isHarmless(error) && config.retry.isTransient(error)
      const policy = { ...config.retry, isTransient }

      const deadline = deadlineOf(job)
      const timer$ = new Turns(gate, deadline, tracker)
      const retrying = { timer$, until: startedAt + deadline, tracker }
      const steps = { answered: noop, failed: (error: CekuraError) => retryLater(policy, retrying, error) }
      const fetch = () => exchange(request).pipe(again(steps))

      return timer$.pipe(switchMap(fetch), take(1))
    })
}
