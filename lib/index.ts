import * as schedules from './polling/schedules.js'

export { whenOnline, whenVisible } from './polling/active.js'
export {
  type CekuraClient,
  type ClientOf,
  createClient,
  type JobCanceller,
  type JobClient,
  type JobObserver,
} from './client.js'
export type { ClientConfig } from './config.js'
export type { Supplied } from './exchange/credentials.js'
export {
  CekuraError,
  ConfigError,
  DeadlineError,
  DecodeError,
  HttpError,
  isCekuraError,
  JobFailedError,
  NetworkError,
} from './model/errors.js'
export type {
  Begun,
  Ended,
  ErrorData,
  PausedOrResumed,
  PollAnswered,
  ClientEvent,
  RetryScheduled,
  Transition,
} from './model/events.js'
export { either, toAsyncIterable, toTaskEither } from './interop.js'
export { isTransient, type Retry } from './polling/retry.js'
export type { PollState, Schedule } from './polling/schedules.js'
// Not `export * as`, because Metro's preset for React Native does not support it.
export {
  /** Schedules for the option `interval`, such as `schedules.standard`, which is the default. */
  schedules,
}
export { printable } from './safety/text.js'
export {
  type FetchInit,
  type FetchLike,
  type FetchResponse,
  fetchTransport,
} from './exchange/fetch-transport.js'
export type { HttpReply, HttpRequest, Transport } from './exchange/transport.js'
// Only the job of the client's own `progress$`. All jobs are in `rx-cekura/jobs`.
export {
  type CleanDescription,
  type CleanDescriptionRequest,
  CleanDescriptionRequestCodec,
  type Completed,
  type EvalType,
  type Progress,
  ProgressCodec,
} from './jobs/clean-description.js'
export {
  type AnyJob,
  type Cancel,
  type Codecs,
  type Done,
  defineJob,
  done,
  type Emitted,
  failed,
  type Failed,
  type Job,
  type Last,
  type OtherStatus,
  pending,
  type Pending,
  type Phase,
  type ProgressOf,
  type ProgressStream,
  type RefOf,
  type RequestOf,
  type ResultOf,
  type Start,
  type Statuses,
  type Value,
} from './model/job.js'
export { progressCodec } from './model/answer.js'
export { id } from './model/reference.js'
