import { defer, map, type Observable, switchMap, takeUntil, tap } from 'rxjs'
import { stopwatch } from './clock.js'
import { deadline } from './deadline.js'
import { decode, report } from './decode.js'
import { ConfigError, type DeadlineError } from './errors.js'
import type { Asking } from './progress.js'
import type { Ask } from './request.js'
import { isHarmless, retryTransient } from './retry.js'
import { excerpt, show } from './text.js'
import {
  type CleanDescriptionRequest,
  CleanDescriptionRequestCodec,
  type Progress,
  StartedCodec,
} from './wire.js'

/** Starts a job: validates the request, POSTs it, emits the `progress_id` and completes. */
export const start =
  ({ config, pace, exchange }: Asking) =>
  (request: CleanDescriptionRequest): Observable<string> =>
    defer(() => {
      const ask = startRequest(request)
      const elapsed = stopwatch()

      return pace.turn(0, 0).pipe(
        switchMap(() =>
          exchange(ask).pipe(
            map(decode(StartedCodec)),
            retryTransient(config.retry, pace, {
              left: () => config.deadline - elapsed(),
              // A job may have been started wherever the answer got lost.
              isTransient: (error) => isHarmless(error) && config.retry.isTransient(error),
            }),
          ),
        ),
        map(({ progress_id }) => progress_id),
        takeUntil(deadline(config.deadline, ask.what, () => ({ elapsed: elapsed(), last: undefined }))),
      )
    })

/** Starts a job and observes it, within one deadline for both; the error of the deadline names the job's id. */
export const generate =
  (asking: Asking, progress$: (id: string) => Observable<Progress>) =>
  (request: CleanDescriptionRequest): Observable<Progress> =>
    defer(() => {
      const elapsed = stopwatch()
      let last: DeadlineError['last']
      const seen = () => ({ elapsed: elapsed(), last })

      return start(asking)(request).pipe(
        switchMap((id) =>
          progress$(id).pipe(
            tap(({ status }) => {
              if (status !== 'completed') last = { status }
            }),
            takeUntil(deadline(asking.config.deadline - elapsed(), `progress of ${show(id)}`, seen)),
          ),
        ),
      )
    })

const startRequest = (request: unknown): Ask => {
  const decoded = CleanDescriptionRequestCodec.decode(request)
  if (decoded._tag === 'Left')
    throw new ConfigError(
      `start$: the request is unusable: ${excerpt(report(decoded.left).join('; '), 300)}`,
      'request',
    )
  const { agent, metric_description, eval_type } = decoded.right
  return {
    what: `start of a job for agent ${agent}`,
    method: 'POST',
    path: '/test_framework/v1/metrics/generate_clean_description_bg/',
    body: JSON.stringify({ agent, metric_description, eval_type }),
  }
}
