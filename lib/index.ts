export { whenOnline, whenVisible } from './polling/active.js'
export { type CekuraClient, createClient } from './client.js'
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
  Ended,
  PausedOrResumed,
  PollAnswered,
  PollEvent,
  RetryScheduled,
  Transition,
} from './model/events.js'
export { either, type Last, toTaskEither } from './interop.js'
export { isTransient, type Retry } from './polling/retry.js'
export type { PollState, Schedule } from './polling/schedules.js'
export * as schedules from './polling/schedules.js'
export { printable } from './safety/text.js'
export {
  type FetchInit,
  type FetchLike,
  type FetchResponse,
  fetchTransport,
  type HttpReply,
  type HttpRequest,
  type Transport,
} from './exchange/transport.js'
export {
  CleanDescriptionRequestCodec,
  type CleanDescriptionRequest,
  type Completed,
  type EvalType,
  type Failed,
  type Job,
  JobCodec,
  type Processing,
  type Progress,
  ProgressCodec,
  type Queued,
  type Started,
  StartedCodec,
} from './jobs/clean-description.js'
