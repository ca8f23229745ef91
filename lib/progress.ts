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
import type { Config } from './config.js'
import { deadline } from './deadline.js'
import { decode } from './decode.js'
import { type CekuraError, ConfigError, JobFailedError } from './errors.js'
import type { Ended, Events } from './events.js'
import { Observation } from './observation.js'
import type { Pace } from './pace.js'
import type { Answer, Ask } from './request.js'
import { type Retrying, retryTransient } from './retry.js'
import { excerpt, kindOf, show } from './text.js'
import { JobCodec, type Progress } from './wire.js'

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
  ({ config, pace, exchange, emit }: Asking) =>
  (id: string, forget: () => void): Observable<Progress> => {
    const ask = progressRequest(id)
    return defer(() => {
      const seen = new Observation(id, emit)

      const timer$ = defer(() => pace.turn(seen.state ? config.interval(seen.state) : 0, 0))
      // Made anew for each poll: a job waits most of its time, and should weigh little meanwhile.
      const fetch$ = defer(() =>
        exchange(ask).pipe(
          map(decodeProgress(id)),
          tap(answers(seen)),
          retryTransient(config.retry, pace, retrying(config, seen)),
        ),
      )
      const deadline$ = deadline(config.deadline, ask.what, () => seen)

      return timer$.pipe(
        switchMap(() => fetch$),
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
const progressRequest = (id: unknown): Ask => {
  if (typeof id !== 'string' || id === '' || /\p{Cs}/u.test(id))
    throw new ConfigError(
      `progress$: the id is ${typeof id === 'string' && id ? 'not well-formed Unicode' : kindOf(id)}; it must be the progress_id that start$ emitted`,
      'progressId',
    )
  const query = new URLSearchParams({ progress_id: id })
  return {
    what: `progress of ${show(id)}`,
    method: 'GET',
    path: `/test_framework/v1/metrics/generate_clean_description_progress/?${query}`,
  }
}

const decodeProgress =
  (id: string) =>
  (answer: Answer): Progress => {
    const job = decode(JobCodec)(answer)
    if (job.status !== 'failed') return job
    const detail = job.error ? answer.conceal(job.error) : undefined
    throw new JobFailedError(
      `job ${show(id)} failed: ${detail ? excerpt(detail) : 'the server gave no reason'}; start another job`,
      id,
      detail,
    )
  }

const retrying = ({ deadline, retry }: Config, seen: Observation): Retrying => ({
  left: () => deadline - seen.elapsed,
  isTransient: retry.isTransient,
  onRetry: (error, failures, delay) => seen.retrying(error, failures, delay),
})

/** Emits nothing; errors where `active$` does. */
const pauses = (active$: Observable<boolean>, seen: Observation): Observable<never> =>
  active$.pipe(
    skipWhile((active) => active),
    tap((active) => seen.active(active)),
    ignoreElements(),
  )

const answers = (seen: Observation): Partial<TapObserver<Progress>> => ({
  subscribe: () => seen.sent(),
  next: ({ status }) => seen.answered(status),
  error: (error) => {
    if (error instanceof JobFailedError) seen.answered('failed')
  },
})

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
