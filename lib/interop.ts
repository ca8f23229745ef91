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
 * As fp-ts makes them. It is imported for its types alone: it has no path that Node and every bundler resolve, as a
 * bundler that goes by the rules of ES modules (webpack) takes no folder for a file.
 */
const right = <A>(a: A): Either<never, A> => ({ _tag: 'Right', right: a })
const left = <E>(e: E): Either<E, never> => ({ _tag: 'Left', left: e })

/**
 * Turns values into `Right` and an ending by a {@link CekuraError} into a last `Left`, after which it completes.
 * Never errors with a `CekuraError`; any other error passes as it is.
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
 * Returns a lazy promise of the last value, or of the {@link CekuraError} that ended the stream. Each call subscribes
 * once. The last value of `run$` and `progress$` is the job's result; after an operator, the types only know that it is
 * one of its values. Rejects with any other error, and with RxJS's `EmptyError` if there was no value.
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
 * Returns the values of a stream for `for await`. Each loop subscribes once, at its first `next`. Values that arrive
 * while the loop is busy are kept until it asks for them. Leaving the loop by `break`, `return` or `throw`
 * unsubscribes at once, so that a request in flight is aborted. An error of the stream is thrown after the last value.
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

/** A call of `next` that waits for its value. */
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
