import { distinctUntilChanged, switchMap, takeWhile } from 'rxjs'
import type { Engine } from './engine.js'
import { decode } from './exchange/decode.js'
import type { ApiReply } from './exchange/exchange.js'
import { type Answer, isSameProgress, phaseOf, progressDecoder, reasonOf } from './model/answer.js'
import { JobFailedError } from './model/errors.js'
import type { AnyJob } from './model/job.js'
import { progressPath, type Reference } from './model/reference.js'
import { again } from './polling/again.js'
import { now } from './polling/clock.js'
import { retryLater } from './polling/retry.js'
import type { Loop } from './polling/share.js'
import { Tracker } from './polling/tracker.js'
import { Turns } from './polling/turns.js'
import { excerpt, show } from './safety/text.js'

/**
 * One polling loop of a job: a timer, switchMap into the fetch and its decoding, takeWhile on pending statuses. The end
 * of a fetch sets the timer again, so the next poll never cuts off a slow response.
 */
export const observe = (job: AnyJob, { config, gate, exchange, events, deadlineOf }: Engine) => {
  const isPending = ({ status }: Answer) => phaseOf(job, status) === 'pending'
  const isSame = isSameProgress(job)
  const decodeAnswer = decode(progressDecoder(job))

  return (ref: Reference, startedAt = now()): Loop<Answer> => {
    const about = { job: job.name, progressId: ref.text }
    const what = `progress of ${nameOf(about)}`
    const until = startedAt + deadlineOf(job)
    const tracker = new Tracker(events, about, what, startedAt)
    const read = (reply: ApiReply): Answer => {
      const answer = decodeAnswer(reply)
      tracker.answered(answer.status)
      if (phaseOf(job, answer.status) === 'failed') throw jobFailed(job, about.progressId, answer, reply)
      return answer
    }

    const timer$ = new Turns(gate, until - now(), tracker)
    const exchange$ = exchange({
      what,
      url: config.baseUrl + progressPath(job, ref, config.query),
      decode: read,
    }).pipe(
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
      value$: timer$.pipe(switchMap(fetch), takeWhile(isPending, true), distinctUntilChanged(isSame)),
      tracker,
    }
  }
}

const nameOf = ({ job, progressId }: { job: string; progressId: string }): string =>
  `${job} ${show(progressId)}`

const jobFailed = (
  job: AnyJob,
  progressId: string,
  answer: Answer,
  { conceal, body }: ApiReply,
): JobFailedError => {
  const reason = reasonOf(job, answer)
  const detail = reason === undefined ? undefined : conceal(reason)
  return new JobFailedError(
    `${nameOf({ job: job.name, progressId })} ${answer.status}: ${excerpt(detail ?? 'no reason given')}; start another job`,
    answer.status,
    detail,
    conceal(body) === body ? answer : undefined,
  )
}
