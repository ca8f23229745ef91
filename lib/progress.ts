import {
  defer,
  distinctUntilKeyChanged,
  ignoreElements,
  map,
  merge,
  type Observable,
  repeat,
  skipWhile,
  switchMap,
  takeUntil,
  takeWhile,
  tap,
  type TapObserver,
} from 'rxjs'
import { check, type Rule } from './safety/rules.js'
import { now } from './polling/clock.js'
import type { Config } from './config.js'
import { deadline } from './polling/deadline.js'
import { decode } from './exchange/decode.js'
import { type CekuraError, JobFailedError } from './model/errors.js'
import type { Ended, Events } from './model/events.js'
import { createObservation, type Observation } from './polling/tracker.js'
import type { Pace } from './polling/gate.js'
import type { Answer, Ask } from './exchange/exchange.js'
import { retryTransient } from './polling/retry.js'
import type { Source } from './polling/share.js'
import { excerpt, show } from './safety/text.js'
import { JobCodec, type Progress } from './jobs/clean-description.js'

/** What a client asks with. */
export interface Asking {
  readonly config: Config
  readonly pace: Pace
  readonly exchange: (ask: Ask) => Observable<Answer>
  readonly emit: Events['emit']
}

/**
 * One polling loop: a timer, switchMap into the fetch, decoding, takeWhile on non-terminal statuses. The next timer
 * starts when the answer is in, so that no endpoint is so slow that its own polling starves it.
 */
export const observe =
  ({ config, pace, exchange, emit }: Asking): Source<Progress> =>
  (id, forget, begunAt = now()) => {
    const ask = progressRequest(id)
    return defer(() => {
      const seen = createObservation(id, emit, begunAt)

      const timer$ = defer(() => {
        const state = seen.state()
        return pace.turn(state ? config.interval(state) : 0, 0)
      })
      // Made anew for each poll: a job waits most of its time, and should weigh little meanwhile.
      const fetch = () =>
        defer(() => {
          seen.sent()
          return exchange(ask)
        }).pipe(
          map(decodeProgress(id, seen)),
          retryTransient(config.retry, pace, {
            until: begunAt + config.deadline,
            isTransient: config.retry.isTransient,
            onRetry: seen.retrying,
          }),
        )
      const deadline$ = deadline(config.deadline, begunAt, ask.what, seen.state)

      return timer$.pipe(
        switchMap(fetch),
        repeat(),
        takeWhile(isPending, true),
        distinctUntilKeyChanged('status'),
        takeUntil(pace.active$ ? merge(deadline$, pauses(pace.active$, seen)) : deadline$),
        tap(ends(seen, forget)),
      )
    })
  }

const isPending = ({ status }: Progress): boolean => status !== 'completed'

/** An id that no server gave out is refused here, where it is still seen who passed it. */
const progressRequest = (id: string): Ask => {
  const query = new URLSearchParams({ progress_id: check('progressId', id, anId) })
  return {
    what: `progress of ${show(id)}`,
    path: `/test_framework/v1/metrics/generate_clean_description_progress/?${query}`,
  }
}

/** Well-formed, and not empty. */
const anId: Rule = [(u) => typeof u === 'string' && /^\P{Cs}+$/u.test(u), 'progress_id of start$']

const decodeProgress =
  (id: string, seen: Observation) =>
  (answer: Answer): Progress => {
    const job = decode(JobCodec)(answer)
    seen.answered(job.status)
    if (job.status !== 'failed') return job
    const detail = (job.error && answer.conceal(job.error)) || undefined
    throw new JobFailedError(
      `job ${show(id)} failed: ${excerpt(detail ?? 'no reason given')}; start another job`,
      id,
      detail,
    )
  }

/** Emits nothing; errors where `active$` does. */
const pauses = (active$: Observable<boolean>, seen: Observation): Observable<never> =>
  active$.pipe(
    skipWhile((active) => active),
    tap(seen.active),
    ignoreElements(),
  )

/** Who hears of the end may subscribe again at once, and is to begin afresh. */
const ends = (seen: Observation, forget: () => void): Partial<TapObserver<Progress>> => {
  const end = (outcome: Ended['outcome']): void => {
    forget()
    seen.ended(outcome)
  }
  return {
    complete: () => end('completed'),
    error: (error: CekuraError) => end(error._tag),
    unsubscribe: () => end('unsubscribed'),
  }
}
