export { whenOnline, whenVisible } from './active.js'
export { type CekuraClient, createClient } from './client.js'
export type { ClientConfig, Supplied } from './config.js'
export {
  CekuraError,
  ConfigError,
  DeadlineError,
  DecodeError,
  HttpError,
  isCekuraError,
  JobFailedError,
  NetworkError,
} from './errors.js'
export type { Ended, PausedOrResumed, PollAnswered, PollEvent, RetryScheduled, Transition } from './events.js'
export { either, type Last, toTaskEither } from './fp.js'
export { isTransient, type Retry } from './retry.js'
export type { PollState, Schedule } from './schedules.js'
export * as schedules from './schedules.js'
export { printable } from './text.js'
export {
  type FetchInit,
  type FetchLike,
  type FetchResponse,
  fetchTransport,
  type HttpReply,
  type HttpRequest,
  type Transport,
} from './transport.js'
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
} from './wire.js'
