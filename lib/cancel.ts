import { defer, ignoreElements, noop, type Observable } from 'rxjs'
import type { Engine } from './engine.js'
import type { AnyJob } from './model/job.js'
import type { Reference } from './model/reference.js'
import { post } from './post.js'

/**
 * Returns the `cancel$` of a job. Call it only if the definition has `cancel`. The stream emits nothing, and completes
 * after any 2xx response. The body is read, but not decoded.
 */
export const cancel = (job: AnyJob, engine: Engine, toReference: (given: unknown) => Reference) => {
  const { path } = job.cancel!
  return (given: unknown): Observable<never> =>
    defer(() => {
      const { fields, text } = toReference(given)
      const topic = { what: 'cancellation', job: job.name, progressId: text }
      return post(job, engine, { topic, path, fields, decode: noop }).pipe(ignoreElements())
    })
}
