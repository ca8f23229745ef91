import { defer, noop, type Observable, switchMap, take } from 'rxjs'
import { now } from './polling/clock.js'
import { decode, explain } from './exchange/decode.js'
import type { Engine } from './engine.js'
import { type CekuraError, ConfigError } from './model/errors.js'
import type { ApiRequest } from './exchange/exchange.js'
import { again } from './polling/again.js'
import { isHarmless, retryLater } from './polling/retry.js'
import { deadlineError } from './polling/tracker.js'
import { Turns } from './polling/turns.js'
import { excerpt } from './safety/text.js'
import {
  type CleanDescriptionRequest,
  CleanDescriptionRequestCodec,
  type Progress,
  StartedCodec,
} from './jobs/clean-description.js'

/** Starts a job: validates the request, POSTs it, emits the `progress_id` and completes. */
export const start =
  ({ config, gate, exchange }: Engine) =>
  (given: CleanDescriptionRequest): Observable<string> =>
    defer(() => {
      const startedAt = now()
      const request = startRequest(config.baseUrl, given)
      let failures = 0
      const tracker = {
        failed: () => ++failures,
        retrying: noop,
        active: noop,
        late: () => deadlineError(request.what, startedAt, null),
      }
      // If a reply is lost, the server may have started a job.
      const isTransient = (error: CekuraError) => isHarmless(error) && config.retry.isTransient(error)
      const policy = { ...config.retry, isTransient }

      const timer$ = new Turns(gate, config.deadline, tracker)
      const retrying = { timer$, until: startedAt + config.deadline, tracker }
      const steps = { answered: noop, failed: (error: CekuraError) => retryLater(policy, retrying, error) }
      const fetch = () => exchange(request).pipe(again(steps))

      return timer$.pipe(switchMap(fetch), take(1))
    })

const decodeStarted = /* @__PURE__ */ decode(StartedCodec)

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

const startRequest = (baseUrl: string, request: unknown): ApiRequest<string> => {
  const decoded = CleanDescriptionRequestCodec.decode(request)
  if (decoded._tag === 'Left')
    throw new ConfigError(`start$: ${excerpt(explain(decoded.left, String).report.join('; '))}`, 'request')
  return {
    what: `start of a job for agent ${decoded.right.agent}`,
    url: `${baseUrl}/test_framework/v1/metrics/generate_clean_description_bg/`,
    body: JSON.stringify(request, ['agent', 'metric_description', 'eval_type']),
    decode: (reply) => decodeStarted(reply).progress_id,
  }
}
