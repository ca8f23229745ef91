import { defer, map, type Observable, switchMap, takeUntil } from 'rxjs'
import { now } from './polling/clock.js'
import { deadline } from './polling/deadline.js'
import { decode, explain } from './exchange/decode.js'
import { ConfigError } from './model/errors.js'
import type { Asking } from './progress.js'
import type { Ask } from './exchange/exchange.js'
import { isHarmless, retryTransient } from './polling/retry.js'
import { excerpt } from './safety/text.js'
import {
  type CleanDescriptionRequest,
  CleanDescriptionRequestCodec,
  type Progress,
  StartedCodec,
} from './jobs/clean-description.js'

/** Starts a job: validates the request, POSTs it, emits the `progress_id` and completes. */
export const start =
  ({ config, pace, exchange }: Asking) =>
  (request: CleanDescriptionRequest): Observable<string> =>
    defer(() => {
      const ask = startRequest(request)
      const begunAt = now()

      return pace.turn(0, 0).pipe(
        switchMap(() =>
          exchange(ask).pipe(
            map(decode(StartedCodec)),
            retryTransient(config.retry, pace, {
              until: begunAt + config.deadline,
              // A job may have been started wherever the answer got lost.
              isTransient: (error) => isHarmless(error) && config.retry.isTransient(error),
            }),
          ),
        ),
        map(({ progress_id }) => progress_id),
        takeUntil(deadline(config.deadline, begunAt, ask.what, () => null)),
      )
    })

/** Starts a job and observes it, within one deadline for both. */
export const generate =
  (
    start$: (request: CleanDescriptionRequest) => Observable<string>,
    observed: (id: string, begunAt: number) => Observable<Progress>,
  ) =>
  (request: CleanDescriptionRequest): Observable<Progress> =>
    defer(() => {
      const begunAt = now()
      return start$(request).pipe(switchMap((id) => observed(id, begunAt)))
    })

const startRequest = (request: unknown): Ask => {
  const decoded = CleanDescriptionRequestCodec.decode(request)
  if (decoded._tag === 'Left')
    throw new ConfigError(`start$: ${excerpt(explain(decoded.left, String).report.join('; '))}`, 'request')
  return {
    what: `start of a job for agent ${decoded.right.agent}`,
    path: '/test_framework/v1/metrics/generate_clean_description_bg/',
    body: JSON.stringify(request, ['agent', 'metric_description', 'eval_type']),
  }
}
