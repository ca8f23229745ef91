/** One job, as the API's documents describe it. */
export interface Example {
  /** Name in errors and events. */
  readonly name: string
  /** Absent if the library cannot start the job. */
  readonly start?: StartExample
  /** A reference, its text in errors and events, and the method, path and query of a poll. */
  readonly ref: unknown
  readonly id: string
  readonly poll: string
  /** More references, and their polls. */
  readonly otherPolls?: readonly (readonly [ref: unknown, poll: string])[]
  /** Method and path of a request that cancels the job. */
  readonly cancel?: string
  /** References that are refused before any request. */
  readonly wrongRefs: readonly unknown[]
  /** Field of an answer that holds the status. Absent if the counts tell the status. */
  readonly word?: 'status' | 'last_sync_status'
  /** Answers that polling goes on after, one per status. */
  readonly pending: readonly Answer[]
  /** Answers that end the job with a value. */
  readonly done: readonly Answer[]
  /** Answers that end the job without one. */
  readonly failed: readonly Failure[]
  /** A status that no document names. Without an entry, such a status is a fault. */
  readonly otherwise?: Answer
  /** Pairs of answers with the same status: the second is emitted too, or is not. */
  readonly changes?: readonly (readonly [Answer, Answer])[]
  readonly unchanged: readonly (readonly [Answer, Answer])[]
  /** Milliseconds until the library gives up, if they differ from those of other jobs. */
  readonly deadline?: number
  /** Answers that do not match the schema, and the path of the fault. */
  readonly broken: readonly (readonly [answer: object, path: string])[]
}

/** How a job starts. A request is its path fields and one of `bodies`. */
export interface StartExample {
  readonly to: string
  readonly inPath?: Readonly<Record<string, number>>
  /** Bodies by title. `minimal` has the required fields only, `full` as many as possible. */
  readonly bodies: { readonly minimal: Body; readonly full: Body } & Readonly<Record<string, Body>>
  /** Fields for which the document's schema is wrong, and why. `body` is the whole schema. */
  readonly undocumented?: Readonly<Record<string, string>>
  /** HTTP status and body of the answer. */
  readonly answer: { readonly http: number; readonly body: object }
  /** An answer that is already the result. */
  readonly finished?: Answer
  /** Required fields, those of the path too. */
  readonly required: readonly string[]
  /** Values of a wrong type or outside an enum. */
  readonly mistyped: Body
  /** Fields of which a request needs at least one. */
  readonly choices?: readonly (readonly string[])[]
  /** Bodies with a field that needs another one, and the name of that. */
  readonly incomplete?: readonly (readonly [body: Body, field: string])[]
}

export type Body = Readonly<Record<string, unknown>>

/** An answer of the server, and the progress that it makes: the same fields, unless `progress` says otherwise. */
export interface Answer {
  readonly body: object
  readonly progress: object
}

export interface Failure {
  readonly body: object
  readonly status: string
  readonly detail: string | undefined
}

export const answer = (body: object, progress = body): Answer => ({ body, progress })

export const failure = (body: object, status: string, detail: string | undefined): Failure => ({
  body,
  status,
  detail,
})

/** Values that are no reference of a job with a progress id, or with a number. */
export const noIds: readonly unknown[] = ['', ' ', 7, null, undefined, {}]
export const noNumbers: readonly unknown[] = ['', '7', 0, -1, 1.5, NaN, null, undefined, {}]
