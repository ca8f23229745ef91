import { distinctUntilKeyChanged, switchMap, takeWhile } from 'rxjs'
import { check, type Rule } from './safety/rules.js'
import { now } from './polling/clock.js'
import { decode } from './exchange/decode.js'
import { JobFailedError } from './model/errors.js'
import type { Engine } from './engine.js'
import type { ApiReply, ApiRequest } from './exchange/exchange.js'
import { again } from './polling/again.js'
import { retryLater } from './polling/retry.js'
import type { Loop } from './polling/share.js'
import { Tracker } from './polling/tracker.js'
import { Turns } from './polling/turns.js'
import { excerpt, show } from './safety/text.js'
import { JobCodec, type Progress } from './jobs/clean-description.js'

/**
 * One polling loop: a timer, switchMap into the fetch and its decoding, takeWhile on non-terminal statuses. The end of
 * a fetch sets the timer again, so the next poll never cuts off a slow response.
 */
export const observe =
  ({ config, gate, exchange, events }: Engine) =>
  (id: string, startedAt = now()): Loop<Progress> => {
    const until = startedAt + config.deadline
    const tracker = new Tracker(events, id, startedAt)
    const request = progressRequest(config.baseUrl, id, decodeProgress(id, tracker))

    const timer$ = new Turns(gate, until - now(), tracker)
    const exchange$ = exchange(request).pipe(
      again({
        answered: () => timer$.set(config.interval(tracker.state())),
        failed: (error) => retryLater(config.retry, { timer$, until, tracker }, error),
      }),
    )
    const fetch = () => {
      tracker.sent()
      return exchange$
    }

    return {
      value$: timer$.pipe(switchMap(fetch), takeWhile(isPending, true), distinctUntilKeyChanged('status')),
      tracker,
    }
  }

const isPending = ({ status }: Progress): boolean => status !== 'completed'

const decodeJob = /* @__PURE__ */ decode(JobCodec)

/** Decodes with io-ts. Throws `DecodeError` if the body does not match, `JobFailedError` if the job failed. */
const decodeProgress =
  (id: string, tracker: Tracker) =>
  (reply: ApiReply): Progress => {
    const job = decodeJob(reply)
    tracker.answered(job.status)
    if (job.status !== 'failed') return job
    const detail = (job.error && reply.conceal(job.error)) || undefined
    throw new JobFailedError(
      `job ${show(id)} failed: ${excerpt(detail ?? 'no reason given')}; start another job`,
      id,
      detail,
    )
  }

/** Well-formed and not empty. */
const idRule: Rule = {
  valid: (u) => typeof u === 'string' && /^\P{Cs}+$/u.test(u),
  expected: 'progress_id of start$',
}

/** Validates the id here, because the caller that passed it is still known. */
const progressRequest = <A>(baseUrl: string, id: string, decode: ApiRequest<A>['decode']): ApiRequest<A> => {
  const query = new URLSearchParams({ progress_id: check('progressId', id, idRule) })
  return {
    what: `progress of ${show(id)}`,
    url: `${baseUrl}/test_framework/v1/metrics/generate_clean_description_progress/?${query}`,
    decode,
  }
}
