import type { Either } from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import {
  catchError,
  lastValueFrom,
  map,
  type Observable,
  of,
  type OperatorFunction,
  Subscription,
  throwError,
} from 'rxjs'
import { type CekuraError, isCekuraError } from './model/errors.js'
import type { Last } from './model/job.js'

/*
 * The values that fp-ts makes. Only its types are imported, because it has no path that both Node and every bundler
 * resolve: webpack does not resolve folders in ES modules.
 */
const right = <A>(a: A): Either<never, A> => ({ _tag: 'Right', right: a })
const left = <E>(e: E): Either<E, never> => ({ _tag: 'Left', left: e })

/**
 * Operator that emits each value as a `Right`. Emits a {@link CekuraError} of the source as a last `Left` and completes.
 * Any other error passes unchanged.
 *
 * @example
 * ```ts
 * import { createClient, either } from 'rx-cekura'
 *
 * createClient()
 *   .progress$('a-progress-id')
 *   .pipe(either())
 *   .subscribe((e) => console.log(e._tag === 'Right' ? e.right.status : e.left._tag))
 * ```
 */
export const either =
  <A>(): OperatorFunction<A, Either<CekuraError, A>> =>
  (source) =>
    source.pipe(
      map((a) => right(a)),
      catchError((error: unknown) => (isCekuraError(error) ? of(left(error)) : throwError(() => error))),
    )

/**
 * Returns a function that subscribes. It resolves to the last value as a `Right` or to a {@link CekuraError} as a `Left`.
 * Each call subscribes once. Its promise rejects with any other error, and with RxJS's `EmptyError` if there was no value.
 *
 * The last value of `run$` and `progress$` has the type of the job's result. After an operator, it has the type of any
 * value.
 *
 * @example
 * ```ts
 * import { createClient, toTaskEither } from 'rx-cekura'
 *
 * const cleaned = toTaskEither(
 *   createClient().run$({ agent: 7, metric_description: 'Was the caller greeted?', eval_type: 'boolean' }),
 * )
 * const show = async () => {
 *   const result = await cleaned()
 *   console.log(result._tag === 'Right' ? result.right.clean_description : result.left.message)
 * }
 * ```
 */
export const toTaskEither =
  <Source extends Observable<unknown>>(source: Source): TaskEither<CekuraError, Last<Source>> =>
  () =>
    lastValueFrom((source as Observable<unknown> as Observable<Last<Source>>).pipe(either()))

/**
 * Returns the values of an Observable for `for await`. Each loop subscribes once, when it starts. Values that arrive while
 * the loop is busy are buffered. `break`, `return` and `throw` unsubscribe at once, so that a request in flight is
 * aborted.
 *
 * @throws The error of the Observable, after the last value.
 *
 * @example
 * ```ts
 * import { createClient, isCekuraError, toAsyncIterable } from 'rx-cekura'
 *
 * const watch = async (progressId: string) => {
 *   try {
 *     for await (const progress of toAsyncIterable(createClient().progress$(progressId))) console.log(progress.status)
 *   } catch (error) {
 *     console.error(isCekuraError(error) ? error.message : error)
 *   }
 * }
 * ```
 */
export const toAsyncIterable = <A>(source: Observable<A>): AsyncIterable<A> => ({
  [Symbol.asyncIterator]: () => iterate(source),
})

/** A call of `next` without a value yet. */
interface Waiting<A> {
  readonly resolve: (result: IteratorResult<A, undefined>) => void
  readonly reject: (error: unknown) => void
}

const over = { done: true, value: undefined } as const

/** Written by hand, because `return` of an async generator waits until a pending `next` has its value. */
const iterate = <A>(source: Observable<A>): AsyncIterator<A, undefined> => {
  const subscription = new Subscription()
  const waiting: Waiting<A>[] = []
  const early: ((waiting: Waiting<A>) => void)[] = []
  let started = false
  let ended = false

  const answer = (settle: (waiting: Waiting<A>) => void): void => {
    const first = waiting.shift()
    if (first) settle(first)
    else early.push(settle)
  }
  const end = (): void => {
    ended = true
    for (const { resolve } of waiting.splice(0)) resolve(over)
  }
  const start = (): void => {
    started = true
    subscription.add(
      source.subscribe({
        next: (value) => answer(({ resolve }) => resolve({ done: false, value })),
        error: (error: unknown) => {
          answer(({ reject }) => reject(error))
          end()
        },
        complete: end,
      }),
    )
  }
  const leave = (): void => {
    subscription.unsubscribe()
    early.length = 0
    end()
  }

  return {
    next: () =>
      new Promise((resolve, reject) => {
        const settle = early.shift()
        if (settle) settle({ resolve, reject })
        else if (ended) resolve(over)
        else waiting.push({ resolve, reject })
        if (!started && !ended) start()
      }),
    return: () => {
      leave()
      return Promise.resolve(over)
    },
    throw: (error: Error) => {
      leave()
      return Promise.reject(error)
    },
  }
}
