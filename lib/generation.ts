import { defer, map, type Observable, switchMap, takeUntil } from 'rxjs'
import { now } from './clock.js'
import { deadline } from './deadline.js'
import { decode, report } from './decode.js'
import { ConfigError } from './errors.js'
import type { Asking } from './progress.js'
import type { Ask } from './request.js'
import { isHarmless, retryTransient } from './retry.js'
import { excerpt } from './text.js'
import { type CleanDescriptionRequest, CleanDescriptionRequestCodec, StartedCodec } from './wire.js'

/** Starts a job: validates the request, POSTs it, emits the `progress_id` and completes. */
export const start =
  ({ config, pace, exchange }: Asking) =>
  (request: CleanDescriptionRequest): Observable<string> =>
    defer(() => {
      const ask = startRequest(request)
      const begunAt = now()
      const elapsed = (): number => now() - begunAt

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
