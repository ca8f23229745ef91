import { defer, ignoreElements, noop, type Observable } from 'rxjs'
import type { Engine } from './engine.js'
import type { AnyJob } from './model/job.js'
import type { Reference } from './model/reference.js'
import { post } from './post.js'

/** Returns the `cancel$` of a job that can be cancelled. Completes after any 2xx response, whose body is ignored. */
export const cancel = (job: AnyJob, engine: Engine, toReference: (given: unknown) => Reference) => {
  const { path } = job.cancel!
  return (given: unknown): Observable<never> =>
    defer(() => {
      const { fields, text } = toReference(given)
      const topic = { what: 'cancellation', job: job.name, progressId: text }
      return post(job, engine, { topic, path, fields, decode: noop }).pipe(ignoreElements())
    })
}
