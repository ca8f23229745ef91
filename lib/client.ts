import type { Observable } from 'rxjs'
import { cancel } from './cancel.js'
import { checkedConfig, type ClientConfig } from './config.js'
import { createEngine, type Engine } from './engine.js'
import { pageUrl } from './exchange/base-url.js'
import { required } from './exchange/decode.js'
import {
  cleanDescription,
  type CleanDescriptionRequest,
  type Completed,
  type Progress,
} from './jobs/clean-description.js'
import { isSameProgress } from './model/answer.js'
import { addJob } from './model/errors.js'
import type { ClientEvent } from './model/events.js'
import type { AnyJob, Cancel, Emitted, Job, ProgressStream, Statuses, Value } from './model/job.js'
import { ownFields } from './model/record.js'
import { checkRef } from './model/reference.js'
import { shareByKey } from './polling/share.js'
import { observe } from './progress.js'
import { optionError } from './safety/guard.js'
import { starting } from './start.js'

/** Observes jobs of one kind. Its functions need no `this`, so that each can be passed to an operator. */
export interface JobObserver<Ref, Pending, Done> {
  /**
   * Observes a job. Emits its first progress, then each change, and completes after a done status. The first request is
   * sent at once. Each further one is sent `interval` milliseconds after the previous response. A retry, a pause by
   * `active$` or a 429 changes that.
   *
   * All subscribers of the same reference share one polling loop, unless the option `share` is false. A late subscriber
   * receives the latest progress at once. When the last one unsubscribes, the timer is cleared and the request in flight
   * is aborted. After the end, a new subscription starts a new loop.
   *
   * @throws All errors are errors of the stream:
   * - {@link JobFailedError} after a failed status
   * - {@link HttpError} and {@link NetworkError} if retries are used up or would not help
   * - {@link DecodeError} if a body does not match the schema
   * - {@link DeadlineError} if the job has not ended within `deadline`
   * - {@link ConfigError} for an invalid reference, before any request
   *
   * @example
   * ```ts
   * import { from, mergeMap } from 'rxjs'
   * import { createClient } from 'rx-cekura'
   *
   * const { progress$ } = createClient()
   * from(['a-progress-id', 'another'])
   *   .pipe(mergeMap(progress$))
   *   .subscribe({ next: (p) => console.log(p.status), error: (e) => console.error(e.message) })
   * ```
   */
  readonly progress$: (ref: Ref) => ProgressStream<Pending, Done>
}

/** Starts and observes jobs of one kind. */
export interface JobClient<Request, Ref, Pending, Done> extends JobObserver<Ref, Pending, Done> {
  /**
   * Starts a job. Cold: each subscription starts one. Emits its reference (the `progress_id` of most jobs) and completes.
   *
   * A start is not idempotent. It is retried only if the server certainly started nothing: after a refused connection, a
   * failed DNS lookup, a 429, or a 503 with `Retry-After`.
   *
   * @throws All errors are errors of the stream:
   * - {@link ConfigError} for an invalid request, before it is sent
   * - {@link HttpError}, {@link NetworkError}, {@link DecodeError} and {@link DeadlineError}, as `progress$`
   *
   * @example
   * ```ts
   * import { createClient } from 'rx-cekura'
   *
   * createClient()
   *   .start$({ agent: 7, metric_description: 'Was the caller greeted?', eval_type: 'boolean' })
   *   .subscribe({ next: (progressId) => console.log(progressId), error: (e) => console.error(e.message) })
   * ```
   */
  readonly start$: (request: Request) => Observable<Ref>

  /**
   * Starts a job and observes it: `start$`, then `progress$` of the started job, within one `deadline` for both. If the
   * response to the start has the result, emits that and completes. Cold: each subscription starts a job.
   *
   * @throws The errors of `start$` and of `progress$`, as errors of the stream.
   *
   * @example
   * ```ts
   * import { lastValueFrom } from 'rxjs'
   * import { createClient } from 'rx-cekura'
   *
   * const done = lastValueFrom(
   *   createClient().run$({ agent: 7, metric_description: 'Was the caller greeted?', eval_type: 'boolean' }),
   * )
   * ```
   */
  readonly run$: (request: Request) => ProgressStream<Pending, Done>
}

/** Cancels jobs of one kind. */
export interface JobCanceller<Ref> {
  /**
   * Cancels a job on the server. Cold: each subscription sends a request. Emits nothing, and completes when the server
   * has accepted the request.
   *
   * Polling goes on until the job itself ends. Then `progress$` errors or completes, as always. Unsubscribing from
   * `progress$` never cancels a job.
   *
   * Retried under the same conditions as `start$`, because Cekura's documents do not define a second request as harmless.
   *
   * @throws A {@link ConfigError} for an invalid reference, otherwise the errors of `start$`. All are errors of the stream.
   *
   * @example
   * ```ts
   * import { createClient } from 'rx-cekura'
   * import { testRun } from 'rx-cekura/jobs'
   *
   * createClient()
   *   .of(testRun)
   *   .cancel$(4711)
   *   .subscribe({ complete: () => console.log('cancellation accepted'), error: (e) => console.error(e.message) })
   * ```
   */
  readonly cancel$: (ref: Ref) => Observable<never>
}

/**
 * Client of a job: a {@link JobObserver} if its definition has no start, otherwise a {@link JobClient}. If the job can be
 * cancelled, the client also has the `cancel$` of a {@link JobCanceller}.
 */
export type ClientOf<Request, Ref, Pending, Done, C extends Cancel = never> = [C] extends [never]
  ? [Request] extends [never]
    ? JobObserver<Ref, Pending, Done>
    : JobClient<Request, Ref, Pending, Done>
  : ClientOf<Request, Ref, Pending, Done> & JobCanceller<Ref>

type CleanDescriptionClient = JobClient<
  CleanDescriptionRequest,
  string,
  Exclude<Progress, Completed>,
  Completed
>

/** Client of the Cekura API. Its own `progress$`, `start$` and `run$` are those of the clean-description job. */
export interface CekuraClient extends CleanDescriptionClient {
  /**
   * Returns the client of another job. It always has `progress$`. It has `start$` and `run$` if the job can be started,
   * and `cancel$` if the job can be cancelled. Memoised: the same definition returns the same client.
   *
   * @example
   * ```ts
   * import { createClient } from 'rx-cekura'
   * import { agentImport } from 'rx-cekura/jobs'
   *
   * createClient()
   *   .of(agentImport)
   *   .run$({ agent_id: 7 })
   *   .subscribe({ next: (p) => console.log(p.current_stage), error: (e) => console.error(e.message) })
   * ```
   */
  readonly of: <Q, R, F, S extends Statuses, C extends Cancel = never>(
    job: Job<Q, R, F, S, C>,
  ) => ClientOf<Q, Value<R>, Emitted<F, S>['pending'], Emitted<F, S>['done'], C>

  /**
   * Events of the client, for logs and metrics. Hot. Never errors, never completes. Events are built only while
   * there is a subscriber.
   *
   * @example
   * ```ts
   * import { createClient } from 'rx-cekura'
   *
   * const { events$ } = createClient()
   * events$.subscribe((event) => console.log(JSON.stringify(event)))
   * ```
   */
  readonly events$: Observable<ClientEvent>
}

/**
 * Makes a client of the Cekura API. Sends no request until a stream is subscribed to.
 *
 * @throws A {@link ConfigError} for the first invalid option.
 *
 * @example
 * ```ts
 * import { createClient } from 'rx-cekura'
 *
 * const cekura = createClient({ apiKey: process.env['CEKURA_API_KEY'] })
 * cekura.progress$('a-progress-id').subscribe({
 *   next: (p) => console.log(p.status),
 *   error: (e) => console.error(e._tag, e.message),
 * })
 * ```
 */
export const createClient = (given?: ClientConfig): CekuraClient => clientOnPage(pageUrl(), given)

/** Makes a client whose relative `baseUrl` resolves against the URL of a page. */
export const clientOnPage = (page: string | undefined, given?: ClientConfig): CekuraClient => {
  const engine = createEngine(checkedConfig(page, given))
  const clients = new WeakMap<AnyJob, unknown>()

  const of = (job: AnyJob): unknown => {
    const client = clients.get(job) ?? clientOf(ownJob(job), engine)
    clients.set(job, client)
    return client
  }

  return {
    ...(of(cleanDescription) as CleanDescriptionClient),
    of: of as CekuraClient['of'],
    events$: engine.events.asObservable(),
  }
}

/**
 * Copies a definition without prototypes, so that a polluted `Object.prototype` adds nothing to it. `cancel` needs no copy,
 * because it has required fields only.
 */
const ownJob = (given: AnyJob): AnyJob => {
  const job = ownFields(given) as unknown as AnyJob
  const start = job.start && { start: ownFields(job.start) }
  return Object.assign(job, { progress: ownFields(job.progress) }, start) as AnyJob
}

/** Its members are those of the type {@link ClientOf}. */
const clientOf = (job: AnyJob, engine: Engine) => {
  /** Throws a `ConfigError`, so that it is called only within a subscription. */
  const toReference = (given: unknown) => {
    try {
      return required('progressId', 'progressId', checkRef(job, given))
    } catch (thrown) {
      throw addJob(optionError('progressId', engine.config.secrets.conceal, thrown), { job: job.name })
    }
  }
  const observed = shareByKey(toReference, observe(job, engine), {
    isSame: isSameProgress(job),
    isShared: engine.config.share,
  })
  // Takes one argument, because `mergeMap(progress$)` passes an index as the second.
  const progress$ = (ref: unknown) => observed(ref)
  return {
    progress$,
    ...(job.start && starting(job, engine, observed)),
    ...(job.cancel && { cancel$: cancel(job, engine, toReference) }),
  }
}
