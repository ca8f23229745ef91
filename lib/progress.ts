import { switchMap, takeWhile } from 'rxjs'
import type { Engine } from './engine.js'
import { decode } from './exchange/decode.js'
import type { ApiReply } from './exchange/exchange.js'
import { retryAfterOf } from './exchange/retry-after.js'
import { type Answer, phaseOf, progressDecoder, reasonOf } from './model/answer.js'
import { JobFailedError } from './model/errors.js'
import type { AnyJob } from './model/job.js'
import { progressPath, type Reference } from './model/reference.js'
import { again } from './polling/again.js'
import { now } from './polling/clock.js'
import type { Loop } from './polling/share.js'
import { Tracker } from './polling/tracker.js'
import { Turns } from './polling/turns.js'
import { attempt } from './safety/attempt.js'
import { excerpt, nameOf } from './safety/text.js'

/**
 * Returns the polling loop of a job: a timer, switchMap into the fetch and its decoding, takeWhile on pending statuses.
 * The end of a fetch sets the timer again, so the next poll never cuts off a slow response.
 */
export const observe = (job: AnyJob, { config, gate, exchange, events, deadlineOf }: Engine) => {
  const isPending = ({ status }: Answer) => phaseOf(job, status) === 'pending'
  // Not the whole configuration, because an inspected subscription would then show the key.
  const options = { interval: config.interval, retry: config.retry }
  const decodeAnswer = decode(progressDecoder(job))

  return (ref: Reference, startedAt = now()): Loop<Answer> => {
    const topic = { what: 'progress', job: job.name, progressId: ref.text }
    const tracker = new Tracker(events, topic, startedAt)
    const read = (reply: ApiReply): Answer => {
      const answer = decodeAnswer(reply)
      tracker.answered(answer.status, retryAfterOf(reply.headers))
      if (phaseOf(job, answer.status) === 'failed') throw jobFailed(job, answer, reply)
      return answer
    }

    const timer$ = new Turns(gate, startedAt + deadlineOf(job), tracker)
    const exchange$ = exchange({
      topic,
      method: 'GET',
      url: config.baseUrl + progressPath(job, ref, config.query),
      decode: read,
    }).pipe(again({ options, timer$, tracker }))
    const fetch = () => {
      tracker.sent()
      return exchange$
    }

    return {
      value$: timer$.pipe(switchMap(fetch), takeWhile(isPending, true)),
      tracker,
    }
  }
}

const jobFailed = (job: AnyJob, answer: Answer, { topic, conceal, body }: ApiReply): JobFailedError => {
  const reason = reasonOf(job, answer)
  const detail = reason && conceal(reason)
  const isShown = conceal(body) === body && attempt(() => JSON.stringify(answer)) !== undefined
  return new JobFailedError(
    `${nameOf(topic)} ${answer.status}: ${excerpt(detail ?? 'no reason given')}; start another job`,
    answer.status,
    detail,
    isShown ? answer : undefined,
  )
}
