import type { Observable } from 'rxjs'
import { type CleanDescriptionRequest, type HttpReply, type HttpRequest } from '../index.js'
import { cleanDescription } from '../jobs/clean-description.js'
import type { AnyJob, Job, Statuses, Value } from '../model/job.js'
import { exchangeOf, type FakeRequest } from './exchange.js'
import { createFakeApi } from './fake-api.js'
import { type FakeFetch, type FakeFetchInit, type FakeResponse, fetchOf, keyOf } from './fetch.js'
import {
  type AnswerStep,
  type AnyScript,
  type Fault,
  type FaultStep,
  type HttpStep,
  type Script,
  type StartScript,
  type Step,
  type WordOf,
} from './script.js'
import { type FakeServer, serve } from './server.js'

export type {
  AnswerStep,
  FakeFetch,
  FakeFetchInit,
  FakeRequest,
  FakeResponse,
  FakeServer,
  Fault,
  FaultStep,
  HttpStep,
  Script,
  StartScript,
  Step,
  WordOf,
}

/** Options of {@link fakeCekura}. */
export interface FakeOptions {
  /**
   * The API key to accept.
   *
   * @defaultValue any key; a request without one gets a 401
   */
  readonly apiKey?: string | undefined
  /**
   * Script of started clean-description jobs.
   *
   * @defaultValue `['queued', 'processing', 'completed']`
   */
  readonly script?: Script<CleanDescriptionRequest, (typeof cleanDescription)['statuses']> | undefined
  /** Jobs to serve besides those of `rx-cekura/jobs`. */
  readonly jobs?: readonly AnyJob[] | undefined
}

/** Scripts the jobs of one definition. */
export interface FakeJobObserver<Ref, S extends Statuses> {
  /**
   * Scripts one job. Each poll takes a step. The last step is repeated.
   *
   * @throws RangeError if the reference is unusable, or if no example value fits a field of a step.
   */
  readonly job: (ref: Ref, steps: readonly Step<WordOf<keyof S>>[]) => void
}

/** Scripts the jobs of one definition, including started ones. */
export interface FakeJob<Request, Ref, S extends Statuses> extends FakeJobObserver<Ref, S> {
  /**
   * Scripts the jobs that are started from now on. Without a script, a job passes through each pending status to the
   * first status that is done.
   *
   * @throws RangeError if the script has no step, or if no example value fits a field of a step.
   */
  readonly script: (script: Script<Request, S>) => void
}

/** An in-memory Cekura. */
export interface FakeCekura {
  /** Scripts a clean-description job. Each poll takes a step. The last step is repeated. */
  readonly job: FakeJobObserver<string, (typeof cleanDescription)['statuses']>['job']
  /** Returns functions that script another job. The fake serves that job from then on. */
  readonly of: <Q, R, F, S extends Statuses>(
    job: Job<Q, R, F, S>,
  ) => [Q] extends [never] ? FakeJobObserver<Value<R>, S> : FakeJob<Q, Value<R>, S>
  /** All requests so far, the oldest first. */
  readonly requests: readonly FakeRequest[]
  /** A fetch for the client's option `fetch`. */
  readonly fetch: FakeFetch
  /** A transport for the client's option `transport`. In the `run` of a `TestScheduler`, it runs on virtual time. */
  readonly transport: (request: Omit<HttpRequest, 'maxBodyBytes'>) => Observable<HttpReply>
  /**
   * Serves the API over HTTP on loopback, on Node only. Without `port`, the server takes a free one.
   *
   * @throws Rejects with Node's error if the port is taken, and with an `Error` in a page.
   *
   * @example
   * ```ts
   * import { createClient } from 'rx-cekura'
   * import { fakeCekura } from 'rx-cekura/testing'
   * import { lastValueFrom } from 'rxjs'
   *
   * const main = async () => {
   *   const fake = fakeCekura()
   *   fake.job('a', ['queued', 'completed'])
   *   const server = await fake.listen()
   *   const { progress$ } = createClient({ apiKey: 'any', baseUrl: server.url, interval: 10 })
   *   console.log((await lastValueFrom(progress$('a'))).status) // completed
   *   await server.close()
   * }
   * main().catch(console.error)
   * ```
   */
  readonly listen: (port?: number) => Promise<FakeServer>
}

/**
 * Makes an in-memory Cekura with scripted jobs and faults, for tests and demonstrations. Use it as a `fetch`, as a
 * `transport` on virtual time, or on Node as a real HTTP server. It serves all jobs of `rx-cekura/jobs` and those of
 * the option `jobs`.
 *
 * A request without an API key gets a 401. An invalid start request gets a 400 with errors by field. An unknown job gets
 * a 404.
 *
 * A script that is a list has a step per poll. A script that is a single step answers the start itself. Started jobs get
 * the references `job-1`, `job-2` and so on, or numbers from 1001 if the reference is a number.
 *
 * @example
 * ```ts
 * import { createClient } from 'rx-cekura'
 * import { simplifyPrompt, testRun } from 'rx-cekura/jobs'
 * import { fakeCekura } from 'rx-cekura/testing'
 *
 * const fake = fakeCekura()
 * fake.job('a', ['queued', { http: 503 }, 'processing', { fault: 'reset' }, { status: 'completed', delay: 100 }])
 * fake.of(testRun).job(4711, ['running', { status: 'running', completed_runs_count: 3 }, 'timeout'])
 * fake.of(simplifyPrompt).script({ simplified_prompt: 'Greet the caller.' }) // at once
 *
 * const cekura = createClient({ apiKey: 'any', fetch: fake.fetch, interval: 10 })
 * cekura.progress$('a').subscribe((p) => console.log(p.status)) // queued, processing, completed
 * ```
 */
export const fakeCekura = ({ apiKey, script, jobs = [] }: FakeOptions = {}): FakeCekura => {
  const api = createFakeApi(apiKey)
  const requests: FakeRequest[] = []
  const exchange = exchangeOf(api, requests)

  const of = (job: AnyJob) => {
    api.add(job)
    return {
      job: (ref: unknown, steps: readonly Step[]) => api.scriptJob(job, ref, steps),
      script: (script: AnyScript) => api.scriptStarts(job, script),
    }
  }
  jobs.forEach(of)
  if (script) of(cleanDescription).script(script)

  return {
    job: of(cleanDescription).job,
    of: of as FakeCekura['of'],
    requests,
    fetch: fetchOf(exchange),
    transport: ({ method, url, headers, body }) => exchange(method, new URL(url), keyOf(headers), body),
    listen: (port = 0) => serve(exchange, port),
  }
}
