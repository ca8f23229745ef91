import type * as t from 'io-ts'
import type { Observable } from 'rxjs'

/** Phase of a status. */
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

/** Statuses by name. `otherwise` is the meaning of every status that has no entry of its own. */
export type Statuses = Readonly<Record<string, Pending<any> | Done<any> | Failed>>

/**
 * A status without an entry of its own: the server's word, unchanged. A string whose value the types do not know; an
 * ambient enum because, unlike `string`, it leaves the union narrowable by its other words. No such value exists at runtime.
 */
declare enum OtherStatus {
  word = 'any other status',
}
export type { OtherStatus }

/**
 * One asynchronous job of the API: plain data, made by `defineJob`. `Request` is `never` for a job without a start, and
 * `C` is `never` for a job that cannot be cancelled.
 */
export interface Job<Request, Ref, Fields, S extends Statuses, C extends Cancel = Cancel> {
  /** Name in messages, events and on the command line, in kebab case. */
  readonly name: string
  /** How to start the job. Without it, the job can only be observed. */
  readonly start?: Start<Request, DoneWord<NoInfer<S>>>
  /** How to ask for the job's progress. */
  readonly progress: {
    /** Path of the GET request. A placeholder `{name}` takes a field of the reference; the other fields go to the query. */
    readonly path: string
    /**
     * Fields of the reference. A reference with one field is that field's bare value.
     *
     * @defaultValue `{ progress_id: id }`
     */
    readonly ref?: Codecs<Ref>
    /** Fields of every answer, whatever its status. */
    readonly fields?: Codecs<Fields>
    /**
     * The answer's field that holds the status, or a function that computes it from `fields`, and from the answer as it
     * came. Without a status, the answer is a `DecodeError`.
     *
     * @defaultValue `'status'`
     */
    readonly status?:
      | string
      | ((
          fields: NoInfer<Fields>,
          answer: Readonly<Record<string, unknown>>,
        ) => StatusWord<NoInfer<S>> | undefined)
    /** Fields whose change is emitted, besides a change of the status. */
    readonly changes?: readonly (keyof NoInfer<Fields> | FieldOf<NoInfer<S>>)[]
    /**
     * The answer's field that holds the reason of a failure.
     *
     * @defaultValue `error`, else `error_message`
     */
    readonly reason?: string
  }
  /** How to cancel the job on the server. Without it, the job cannot be cancelled. */
  readonly cancel?: C
  /** The phase and the fields of each status. */
  readonly statuses: S
  /** Deadline in milliseconds, used when the client's options set none. */
  readonly deadline?: number
}

/** How a job starts. */
export interface Start<Request, DoneStatus extends string> {
  /** Path of the POST request. A placeholder `{name}` takes a field of the request; the other fields, if any, are the body. */
  readonly path: string
  /** Decoder of the request. Only what it decodes is sent. */
  readonly request: t.Decoder<unknown, Request>
  /** Status of an answer without a reference: such an answer is the result itself. */
  readonly finished?: DoneStatus
}

/** How a job is cancelled. */
export interface Cancel {
  /** Path of the POST request. A placeholder `{name}` takes a field of the reference; the other fields are the body. */
  readonly path: string
}

/** A job of any kind. */
export type AnyJob = Job<any, any, any, any>

/** The union that `progress$` emits, tagged by `status`. */
export type ProgressOf<J extends AnyJob> =
  J extends Job<any, any, infer F, infer S> ? Emitted<F, S>['pending' | 'done'] : never

/** The members of `ProgressOf` that end the stream. */
export type ResultOf<J extends AnyJob> =
  J extends Job<any, any, infer F, infer S> ? Emitted<F, S>['done'] : never

declare const ending: unique symbol

/**
 * Progress of a job: an Observable of pending members, then one that is done. It remembers the latter for the types, so
 * that `toTaskEither` has the result; no such property exists at runtime, and an operator drops it.
 */
export type ProgressStream<Pending, Done> = Observable<Pending | Done> & { readonly [ending]?: Done }

/** The last value of a stream: the result of a {@link ProgressStream}; of any other Observable, any value. */
export type Last<Source> = Source extends Observable<infer A> & { readonly [ending]?: infer Done }
  ? typeof ending extends keyof Source
    ? Done
    : A
  : never

/** Argument of `start$` and `run$`; `never` for a job without a start. */
export type RequestOf<J extends AnyJob> = J extends Job<infer Q, any, any, any> ? Q : never

/** Argument of `progress$`. */
export type RefOf<J extends AnyJob> = J extends Job<any, infer R, any, any> ? Value<R> : never

/** Defines a job; returns its argument. */
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

/** A status in which the job is still running: emitted when it changes; polling goes on. */
export const pending: Make<'pending'> = (fields: object = {}) => ({ phase: 'pending', fields }) as never

/** A status that ends the job with a value: emitted; the stream completes. */
export const done: Make<'done'> = (fields: object = {}) => ({ phase: 'done', fields }) as never

/** A status that ends the job without a value: the stream errors with `JobFailedError`. */
export const failed = (fields: Codecs<Record<string, unknown>> = {}): Failed => ({ phase: 'failed', fields })

// Type machinery

/** Spells a type out, so that editors show its fields and not how they were computed. */
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
/** Progress of a job by phase. An interface and not aliases: an alias would show in editors instead of the union. */
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
/** A reference as users see it: the bare value of a single field, otherwise a record. */
export type Value<R> = true extends IsSingle<keyof R> ? R[keyof R] : Flat<R>
type StatusWord<S> = 'otherwise' extends keyof S ? string : keyof S & string
type FieldOf<S> = { [K in keyof S]: keyof Own<S[K]> }[keyof S]
export type DoneWord<S extends Statuses> = Keys<S, 'done'> & string

/** Fields by name, checked but of unknown types. */
export type Fields = Readonly<Record<string, unknown>>
