import type * as t from 'io-ts'
import type { Observable } from 'rxjs'

/** Phase of a status: the job is running, has ended with a value, or has failed. */
export type Phase = 'pending' | 'done' | 'failed'

/** An io-ts decoder for each field of `A`. */
export type Codecs<A> = { readonly [K in keyof A]: t.Decoder<unknown, A[K]> }

/** A status in which the job is still running. */
export interface Pending<A = {}> {
  readonly phase: 'pending'
  readonly fields: Codecs<A>
}

/** A status that ends the job with a value. */
export interface Done<A = {}> {
  readonly phase: 'done'
  readonly fields: Codecs<A>
}

/** A status that ends the job with a `JobFailedError`. */
export interface Failed {
  readonly phase: 'failed'
  readonly fields: Codecs<Record<string, unknown>>
}

/** Statuses by name. `otherwise` stands for every status that has no entry of its own. */
export type Statuses = Readonly<Record<string, Pending<any> | Done<any> | Failed>>

/**
 * A status without an entry of its own. At runtime it is the server's string, unchanged. Assign it to a `string` to compare it.
 *
 * An ambient enum, because a union with `string` could not be narrowed by its other statuses.
 */
declare enum OtherStatus {
  word = 'any other status',
}
export type { OtherStatus }

/**
 * Definition of an asynchronous job of the API. Plain data, made by {@link defineJob}. `Request` is `never` for a job
 * without a start. `C` is `never` for a job that cannot be cancelled.
 */
export interface Job<Request, Ref, Fields, S extends Statuses, C extends Cancel = Cancel> {
  /** Name of the job in messages, events and on the command line, in kebab case. */
  readonly name: string
  /** Request that starts the job. Without it, the job has no `start$` and no `run$`. */
  readonly start?: Start<Request, DoneWord<NoInfer<S>>>
  /** Request for the job's progress, and its response. */
  readonly progress: {
    /** Path of the GET request. A placeholder `{name}` takes a field of the reference. The other fields go to the query. */
    readonly path: string
    /**
     * Fields of the reference. A reference with one field is that field's bare value.
     *
     * @defaultValue `{ progress_id: id }`
     */
    readonly ref?: Codecs<Ref>
    /**
     * Fields of every response, for any status.
     *
     * @defaultValue none
     */
    readonly fields?: Codecs<Fields>
    /**
     * Name of the response's field that holds the status. Or a function that computes the status from the decoded `fields`
     * and the undecoded response. A response without a status is a `DecodeError`.
     *
     * @defaultValue `'status'`
     */
    readonly status?:
      | string
      | ((
          fields: NoInfer<Fields>,
          answer: Readonly<Record<string, unknown>>,
        ) => StatusWord<NoInfer<S>> | undefined)
    /**
     * Fields whose change is emitted, in addition to a change of the status.
     *
     * @defaultValue none
     */
    readonly changes?: readonly (keyof NoInfer<Fields> | FieldOf<NoInfer<S>>)[]
    /**
     * Name of the response's field that holds the reason of a failure.
     *
     * @defaultValue `error`, otherwise `error_message`
     */
    readonly reason?: string
  }
  /** Request that cancels the job on the server. Without it, the job cannot be cancelled. */
  readonly cancel?: C
  /** The phase and the fields of each status. */
  readonly statuses: S
  /**
   * Milliseconds for a whole observation, if the client's options set no `deadline`.
   *
   * @defaultValue 900_000
   */
  readonly deadline?: number
}

/** Request that starts a job. */
export interface Start<Request, DoneStatus extends string> {
  /** Path of the POST request. A placeholder `{name}` takes a field of the request. The other fields, if any, are the body. */
  readonly path: string
  /** Decoder of the request. Only its decoded value is sent. */
  readonly request: t.Decoder<unknown, Request>
  /**
   * Status of a response without a reference. Such a response is the result itself.
   *
   * @defaultValue none: a response without a reference is a `DecodeError`
   */
  readonly finished?: DoneStatus
}

/** Request that cancels a job. */
export interface Cancel {
  /** Path of the POST request. A placeholder `{name}` takes a field of the reference. The other fields, if any, are the body. */
  readonly path: string
}

/** A job of any kind. */
export type AnyJob = Job<any, any, any, any>

/** Union of the values that `progress$` emits for a job, tagged by `status`. */
export type ProgressOf<J extends AnyJob> =
  J extends Job<any, any, infer F, infer S> ? Emitted<F, S>['pending' | 'done'] : never

/** Union of the values that end the stream of a job: the done members of {@link ProgressOf}. */
export type ResultOf<J extends AnyJob> =
  J extends Job<any, any, infer F, infer S> ? Emitted<F, S>['done'] : never

declare const ending: unique symbol

/**
 * Progress of a job: an Observable of pending values, then one done value. Its type keeps that of the done value for
 * {@link toTaskEither}. Operators drop it. The property does not exist at runtime.
 */
export type ProgressStream<Pending, Done> = Observable<Pending | Done> & { readonly [ending]?: Done }

/** Type of the last value of an Observable: the done value of a {@link ProgressStream}, otherwise any value. */
export type Last<Source> = Source extends Observable<infer A> & { readonly [ending]?: infer Done }
  ? typeof ending extends keyof Source
    ? Done
    : A
  : never

/** Argument of `start$` and `run$`. It is `never` for a job without a start. */
export type RequestOf<J extends AnyJob> = J extends Job<infer Q, any, any, any> ? Q : never

/** Argument of `progress$`. */
export type RefOf<J extends AnyJob> = J extends Job<any, infer R, any, any> ? Value<R> : never

/**
 * Defines a job. Returns its argument, with the types of its requests, references and statuses.
 *
 * @example
 * ```ts
 * import * as t from 'io-ts'
 * import { createClient, defineJob, done, failed, pending } from 'rx-cekura'
 *
 * const translation = defineJob({
 *   name: 'translation',
 *   start: { path: '/translations/', request: t.strict({ text: t.string }) },
 *   progress: { path: '/translations/{progress_id}/' },
 *   statuses: { running: pending(), completed: done({ translated: t.string }), failed: failed() },
 * })
 * createClient()
 *   .of(translation)
 *   .run$({ text: 'Good morning' })
 *   .subscribe({ next: (p) => console.log(p.status), error: (e) => console.error(e.message) })
 * ```
 */
export const defineJob = <
  S extends Statuses,
  F = {},
  R = { progress_id: string },
  Q = never,
  C extends Cancel = never,
>(
  job: Job<Q, R, F, S, C>,
): Job<Q, R, F, S, C> => job

interface Make<P extends 'pending' | 'done'> {
  (): { pending: Pending; done: Done }[P]
  <A>(fields: Codecs<A>): { pending: Pending<A>; done: Done<A> }[P]
}

/**
 * Makes a status in which the job is still running. `progress$` emits it when the status or a field in `changes` changes, and
 * polling goes on.
 */
export const pending: Make<'pending'> = (fields: object = {}) => ({ phase: 'pending', fields }) as never

/** Makes a status that ends the job with a value. `progress$` emits it and completes. */
export const done: Make<'done'> = (fields: object = {}) => ({ phase: 'done', fields }) as never

/** Makes a status that ends the job without a value. `progress$` errors with a {@link JobFailedError}. */
export const failed = (fields: Codecs<Record<string, unknown>> = {}): Failed => ({ phase: 'failed', fields })

// Type machinery

/** Resolves a type, so that editors show its fields instead of the computation. */
type Flat<A> = A extends infer B ? { readonly [K in keyof B]: B[K] } : never
type Without<A, K> = { [P in keyof A as Exclude<P, K>]: A[P] }
type Word<K> = K extends 'otherwise' ? OtherStatus : K
type Keys<S extends Statuses, P extends Phase> = {
  [K in keyof S]: S[K]['phase'] extends P ? K : never
}[keyof S]
type Own<X> = X extends Pending<infer A> | Done<infer A> ? A : {}
/** Statuses without fields of their own share one member per phase, so that the union stays short. */
interface Plain<S extends Statuses> {
  readonly pending: { [K in Keys<S, 'pending'>]: keyof Own<S[K]> extends never ? K : never }[Keys<
    S,
    'pending'
  >]
  readonly done: { [K in Keys<S, 'done'>]: keyof Own<S[K]> extends never ? K : never }[Keys<S, 'done'>]
}
/** Progress of a job by phase. An interface, because editors show an alias instead of its union. */
export interface Emitted<F, S extends Statuses> {
  readonly pending:
    Group<F, Plain<S>['pending']> | Single<F, S, Exclude<Keys<S, 'pending'>, Plain<S>['pending']>>
  readonly done: Group<F, Plain<S>['done']> | Single<F, S, Exclude<Keys<S, 'done'>, Plain<S>['done']>>
}
type Group<F, K> = [K] extends [never] ? never : Flat<{ status: Word<K> } & Without<F, 'status'>>
type Single<F, S extends Statuses, K extends keyof S> = K extends unknown
  ? Flat<{ status: Word<K> } & Without<F, 'status' | keyof Own<S[K]>> & Own<S[K]>>
  : never
type IsSingle<K, All = K> = [K] extends [never]
  ? false
  : K extends unknown
    ? [All] extends [K]
      ? true
      : false
    : never
/** Type of a reference: the bare value of a single field, otherwise a record. */
export type Value<R> = true extends IsSingle<keyof R> ? R[keyof R] : Flat<R>
type StatusWord<S> = 'otherwise' extends keyof S ? string : keyof S & string
type FieldOf<S> = { [K in keyof S]: keyof Own<S[K]> }[keyof S]
export type DoneWord<S extends Statuses> = Keys<S, 'done'> & string

/** Fields of unknown types by name. */
export type Fields = Readonly<Record<string, unknown>>
