import type { Either } from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { catchError, lastValueFrom, map, type Observable, of, type OperatorFunction, throwError } from 'rxjs'
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
