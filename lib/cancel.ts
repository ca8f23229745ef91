import { defer, ignoreElements, noop, type Observable } from 'rxjs'
import type { Engine } from './engine.js'
import type { AnyJob } from './model/job.js'
import type { Reference } from './model/reference.js'
import { post } from './post.js'
import { show } from './safety/text.js'

/** Cancels a job on the server: validates the reference, POSTs, and completes after any 2xx response. */
export const cancel =
  (job: AnyJob, engine: Engine, toReference: (given: unknown) => Reference) =>
  (given: unknown): Observable<never> =>
    defer(() => {
      const { fields, text } = toReference(given)
      return post(job, engine, {
        what: `cancellation of ${job.name} ${show(text)}`,
        path: job.cancel!.path,
        fields,
        about: { job: job.name, progressId: text },
        decode: noop,
      }).pipe(ignoreElements())
    })
