import type { Observable } from 'rxjs'
import { checkedConfig, type ClientConfig } from './config.js'
import { createEngine } from './engine.js'
import type { PollEvent } from './model/events.js'
import { generate, start } from './start.js'
import { shareByKey } from './polling/share.js'
import { observe } from './progress.js'
import type { CleanDescriptionRequest, Progress } from './jobs/clean-description.js'

/** Plain functions that need no `this`, each safe to pass to an operator. */
export interface CekuraClient {
  /**
   * Observes a job.
   *
   * Emits the progress at each change of its status, the first as soon as it is known, and completes after
   * `completed`. Polls at once, then each time `interval` ms after the previous answer. All who observe the same id
   * share one polling loop: who comes late gets the latest progress at once; when the last one leaves, the timer is
   * cleared and the request in flight aborted. After an end, subscribing again polls afresh.
   *
   * Errors with `JobFailedError` on `failed`; `HttpError`, `NetworkError` when retries are used up or of no use;
   * `DecodeError` for a body that is not the contract; `DeadlineError` after `deadline` ms; `ConfigError` for an
   * unusable id, before any request.
   *
   * @example
   * ```ts
   * import { from, mergeMap } from 'rxjs'
   * import { createClient } from 'rx-cekura'
   *
   * const { progress$ } = createClient()
   * from(['a-progress-id', 'another']).pipe(mergeMap(progress$)).subscribe((p) => console.log(p.status))
   * ```
   */
  readonly progress$: (progressId: string) => Observable<Progress>

  /**
   * Starts a job. Cold: each subscription starts one.
   *
   * Emits the `progress_id` and completes. Errors with `ConfigError` for an unusable request, before any is made;
   * else as `progress$` does. Not idempotent, and so retried only where the server surely did not start a job:
   * refused connection, DNS, 429, 503 with `Retry-After`.
   *
   * @example
   * ```ts
   * import { createClient } from 'rx-cekura'
   *
   * createClient()
   *   .start$({ agent: 7, metric_description: 'Was the caller greeted?', eval_type: 'boolean' })
   *   .subscribe((progressId) => console.log(progressId))
   * ```
   */
  readonly start$: (request: CleanDescriptionRequest) => Observable<string>

  /**
   * Starts a job and observes it: `start$`, then `progress$` of what it started. Emits, completes and errors as
   * they do. Cold: each subscription starts a job.
   *
   * @example
   * ```ts
   * import { lastValueFrom } from 'rxjs'
   * import { createClient } from 'rx-cekura'
   *
   * const done = lastValueFrom(
   *   createClient().generate$({ agent: 7, metric_description: 'Was the caller greeted?', eval_type: 'boolean' }),
   * )
   * ```
   */
  readonly generate$: (request: CleanDescriptionRequest) => Observable<Progress>

  /**
   * What the client does, for logs and metrics. Hot; never errors, never completes. Nothing is built when nobody
   * listens.
   *
   * @example
   * ```ts
   * import { createClient } from 'rx-cekura'
   *
   * const { events$ } = createClient()
   * events$.subscribe((event) => console.log(JSON.stringify(event)))
   * ```
   */
  readonly events$: Observable<PollEvent>
}

/**
 * Makes a client. Throws `ConfigError` at the first option that cannot be used.
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
export const createClient = (given?: ClientConfig): CekuraClient => {
  const engine = createEngine(checkedConfig(given))
  const observed = shareByKey(observe(engine))
  const start$ = start(engine)

  return {
    progress$: (progressId) => observed(progressId),
    start$,
    generate$: generate(start$, observed),
    events$: engine.events.asObservable(),
  }
}
