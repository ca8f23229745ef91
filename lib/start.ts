import { defer, map, type Observable, of, switchMap } from 'rxjs'
import type { Engine } from './engine.js'
import { decode, required } from './exchange/decode.js'
import { type Answer, type Started, startedDecoder } from './model/answer.js'
import { addJob, DecodeError } from './model/errors.js'
import type { AnyJob, Fields } from './model/job.js'
import { isRecord, ownFields } from './model/record.js'
import { now } from './polling/clock.js'
import { post } from './post.js'
import { optionError } from './safety/guard.js'
import { kindOf, show } from './safety/text.js'

/** Returns `start$`, which emits the reference, and `run$`, which also observes the job. Both share one deadline. */
export const starting = (
  job: AnyJob,
  engine: Engine,
  observed: (ref: unknown, startedAt: number) => Observable<Answer>,
) => {
  const begin = beginOf(job, engine)

  const start$ = (request: unknown): Observable<unknown> =>
    begin(request).pipe(
      map((started) => {
        if ('ref' in started) return started.ref
        const message = `start of ${job.name}: the server answered with the result at once; use run$, which emits it`
        throw addJob(new DecodeError(message, [], []), { job: job.name })
      }),
    )

  const run$ = (request: unknown): Observable<Answer> =>
    defer(() => {
      const startedAt = now()
      return begin(request).pipe(
        switchMap((started) => ('ref' in started ? observed(started.ref, startedAt) : of(started.finished))),
      )
    })

  return { start$, run$ }
}

/** Returns a function that validates a request, sends it, and emits the reference or the finished result. */
const beginOf = (job: AnyJob, engine: Engine) => {
  const { path, request: codec } = job.start!
  const read = startedDecoder(job)
  const topic = { what: 'start', job: job.name }

  const checked = (given: unknown) => {
    // JSON does not write inherited fields.
    const own = isRecord(given) ? ownFields(given) : given
    return required('request', 'start$', codec.decode(own), showUnlessText) as Fields
  }
  /**
   * Checks twice. First the given value, because JSON writes `NaN` as null. Then the copy that is sent, because a getter
   * or `toJSON` may return something else the second time.
   */
  const copyOf = (given: unknown): Fields => {
    try {
      return checked(JSON.parse(JSON.stringify(checked(given))))
    } catch (thrown) {
      throw addJob(optionError('request', engine.config.secrets.conceal, thrown), topic)
    }
  }

  return (given: unknown): Observable<Started> =>
    defer(() => {
      const fields = copyOf(given)
      return post(job, engine, { topic, path, fields, decode: decode((answer) => read(answer, fields)) })
    })
}

/** Formats a value of a request for messages. Shows only the type of a string, because it may be another service's key. */
const showUnlessText = (value: unknown): string => (typeof value === 'string' ? kindOf(value) : show(value))
