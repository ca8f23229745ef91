import test from 'ava'
import { expectTypeOf } from 'expect-type'
import type { Either } from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import type * as t from 'io-ts'
import { firstValueFrom, from, lastValueFrom, mergeMap, type Observable, of, skip } from 'rxjs'
import { fakeCekura } from '../lib/testing/index.js'
import {
  type CekuraClient,
  CekuraError,
  type CleanDescriptionRequest,
  type ClientConfig,
  type Completed,
  createClient,
  either,
  fetchTransport,
  type HttpError,
  isCekuraError,
  type JobFailedError,
  type ClientEvent,
  type PollState,
  type Progress,
  ProgressCodec,
  schedules,
  toTaskEither,
  whenVisible,
} from '../lib/index.js'

/*
 * Code of users for the compiler: `npm run types` fails here. spec/package checks that the built declarations have
 * the same types for other compilers.
 */

const client = createClient({ transport: fakeCekura().transport, apiKey: 'any' })
const request: CleanDescriptionRequest = { agent: 7, metric_description: 'text', eval_type: 'boolean' }

test('the client has the documented types', (t) => {
  expectTypeOf(client).toEqualTypeOf<CekuraClient>()
  expectTypeOf(client.progress$).toExtend<(progressId: string) => Observable<Progress>>()
  expectTypeOf(client.start$).toEqualTypeOf<(request: CleanDescriptionRequest) => Observable<string>>()
  expectTypeOf(client.run$).toExtend<(request: CleanDescriptionRequest) => Observable<Progress>>()
  expectTypeOf(client.events$).toEqualTypeOf<Observable<ClientEvent>>()
  expectTypeOf(createClient).parameters.toEqualTypeOf<[given?: ClientConfig | undefined]>()
  t.pass()
})

test('progress$ takes exactly one argument, as an operator needs', (t) => {
  expectTypeOf(client.progress$).parameters.toEqualTypeOf<[string]>()
  expectTypeOf(from(['a', 'b']).pipe(mergeMap(client.progress$))).toEqualTypeOf<Observable<Progress>>()
  expectTypeOf(of(request).pipe(mergeMap(client.start$))).toEqualTypeOf<Observable<string>>()
  // @ts-expect-error an index would be a second argument
  client.progress$('a', 0)
  // @ts-expect-error an id is a string
  client.progress$(7)
  t.is(client.progress$.length, 1)
})

test('Progress is a union on status', (t) => {
  const words = (progress: Progress): string => {
    switch (progress.status) {
      case 'queued':
      case 'processing':
        // There is no description yet.
        expectTypeOf(progress).not.toHaveProperty('clean_description')
        return progress.status
      case 'completed':
        expectTypeOf(progress).toEqualTypeOf<Completed>()
        return progress.clean_description + progress.thinking
      default:
        expectTypeOf(progress).toBeNever()
        return progress
    }
  }
  // A failed job is an error, never a value.
  expectTypeOf<Progress['status']>().toEqualTypeOf<'queued' | 'processing' | 'completed'>()
  t.is(words({ status: 'queued' }), 'queued')
})

test('CekuraError is a union on _tag, and a switch is exhaustive', (t) => {
  const carried = (error: CekuraError): unknown => {
    switch (error._tag) {
      case 'JobFailed':
        expectTypeOf(error).toEqualTypeOf<JobFailedError>()
        return error.detail ?? error.progressId
      case 'Http':
        expectTypeOf(error).toEqualTypeOf<HttpError>()
        return [error.status, error.detail, error.retryAfter]
      case 'Network':
        return [error.code, error.cause]
      case 'Decode':
        expectTypeOf(error.report).toEqualTypeOf<readonly string[]>()
        expectTypeOf(error.errors).toEqualTypeOf<t.Errors>()
        return error.report
      case 'Deadline':
        expectTypeOf(error.last).toEqualTypeOf<string | undefined>()
        return error.elapsed
      case 'Config':
        return error.option
      default:
        expectTypeOf(error).toBeNever()
        return error
    }
  }
  expectTypeOf<CekuraError>().toExtend<Error>()
  t.is(typeof carried, 'function')
})

test('isCekuraError and instanceof narrow', (t) => {
  const unknown: unknown = undefined
  if (isCekuraError(unknown)) expectTypeOf(unknown).toEqualTypeOf<CekuraError>()
  if (unknown instanceof CekuraError) expectTypeOf(unknown).toEqualTypeOf<CekuraError>()
  t.pass()
})

test('ClientEvent is a union on type', (t) => {
  const told = (event: ClientEvent): unknown => {
    switch (event.type) {
      case 'poll':
        expectTypeOf(event.status).toEqualTypeOf<string>()
        return event.attempt + event.latency
      case 'retry':
        expectTypeOf(event.error._tag).toEqualTypeOf<CekuraError['_tag']>()
        return event.error.message.length + event.failures + event.delay
      case 'transition':
        expectTypeOf(event.from).toEqualTypeOf<string | null>()
        return event.to
      case 'begin':
      case 'paused':
      case 'resumed':
        return event.progressId
      case 'end':
        expectTypeOf(event.outcome).toEqualTypeOf<'completed' | 'unsubscribed' | CekuraError['_tag']>()
        return event.polls + event.elapsed
      default:
        expectTypeOf(event).toBeNever()
        return event
    }
  }
  expectTypeOf<ClientEvent['progressId']>().toBeString()
  t.is(typeof told, 'function')
})

test('every option is optional, and can be undefined under exactOptionalPropertyTypes', (t) => {
  const nothing: Record<keyof ClientConfig, undefined> = {
    apiKey: undefined,
    baseUrl: undefined,
    allowInsecure: undefined,
    headers: undefined,
    query: undefined,
    share: undefined,
    fetch: undefined,
    transport: undefined,
    interval: undefined,
    retry: undefined,
    requestTimeout: undefined,
    deadline: undefined,
    maxBodyBytes: undefined,
    active$: undefined,
  }
  expectTypeOf(nothing).toExtend<ClientConfig>()
  t.notThrows(() => createClient(nothing))
})

test('options have the documented types', (t) => {
  expectTypeOf<ClientConfig['apiKey']>().toEqualTypeOf<
    string | (() => string | PromiseLike<string>) | undefined
  >()
  expectTypeOf<ClientConfig['interval']>().toEqualTypeOf<number | ((poll: PollState) => number) | undefined>()
  expectTypeOf(globalThis.fetch).toExtend<NonNullable<ClientConfig['fetch']>>()
  expectTypeOf(fetchTransport(globalThis.fetch)).toExtend<NonNullable<ClientConfig['transport']>>()
  expectTypeOf(whenVisible()).toExtend<NonNullable<ClientConfig['active$']>>()
  expectTypeOf(schedules.jittered(schedules.constant(5))).toExtend<NonNullable<ClientConfig['interval']>>()
  // The environment's type, as users pass it.
  expectTypeOf<{ apiKey: string | undefined }>().toExtend<ClientConfig>()
  // @ts-expect-error a number is no key
  t.throws(() => createClient({ apiKey: 7 }))
  // @ts-expect-error no such option
  t.throws(() => createClient({ intervall: 7 }))
  // @ts-expect-error true does not define how to retry
  t.throws(() => createClient({ retry: true }))
})

test('an invalid request does not compile', (t) => {
  expectTypeOf<CleanDescriptionRequest['eval_type']>().toEqualTypeOf<
    'boolean' | 'numeric' | 'rating' | 'enum'
  >()
  // @ts-expect-error an eval_type that is none
  client.start$({ ...request, eval_type: 'text' })
  // @ts-expect-error the agent's number is missing
  client.start$({ metric_description: 'text', eval_type: 'boolean' })
  t.pass()
})

test('a stub with Observables of progress is a client', (t) => {
  const double: Pick<CekuraClient, 'progress$'> = { progress$: () => of({ status: 'queued' }) }
  double.progress$('a').subscribe((p) => t.is(p.status, 'queued'))
})

test("a job's last value has the done type as a promise", (t) => {
  expectTypeOf(lastValueFrom<Progress>).returns.toEqualTypeOf<Promise<Progress>>()
  expectTypeOf(() => firstValueFrom(client.start$(request))).returns.toEqualTypeOf<Promise<string>>()
  t.pass()
})

test('either, toTaskEither and the codecs fit fp-ts', (t) => {
  expectTypeOf(client.progress$('a').pipe(either())).toEqualTypeOf<
    Observable<Either<CekuraError, Progress>>
  >()
  expectTypeOf(toTaskEither(client.run$(request))).toEqualTypeOf<TaskEither<CekuraError, Completed>>()
  expectTypeOf(toTaskEither(client.start$(request))).toEqualTypeOf<TaskEither<CekuraError, string>>()
  // An operator may change the last value, so any is possible.
  expectTypeOf(toTaskEither(client.run$(request).pipe(skip(1)))).toEqualTypeOf<
    TaskEither<CekuraError, Progress>
  >()
  expectTypeOf(ProgressCodec).toEqualTypeOf<t.Type<Progress, unknown>>()
  t.pass()
})
