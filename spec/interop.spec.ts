import test from 'ava'
import { isLeft, left, right } from 'fp-ts/Either'
import { concat, EMPTY, EmptyError, NEVER, Observable, of, Subject, throwError } from 'rxjs'
import { either, type CekuraError, JobFailedError, toAsyncIterable, toTaskEither } from '../lib/index.js'
import { clientAnswering, immediately, progress, virtually } from './support/virtual.js'

const failure = new JobFailedError('job failed', 'failed', undefined, {})

test('either emits values as Right, and a CekuraError as a last Left', (t) => {
  virtually(t, ({ cold, expectObservable }) => {
    expectObservable(cold('a-b|').pipe(either())).toBe('                      a-b|', {
      a: right('a'),
      b: right('b'),
    })
    expectObservable(cold('a-#', undefined, failure).pipe(either())).toBe('   a-(x|)', {
      a: right('a'),
      x: left(failure),
    })
  })
})

test('either passes on any other error', (t) => {
  virtually(t, ({ cold, expectObservable }) => {
    expectObservable(cold('a-#').pipe(either())).toBe('a-#', { a: right('a') })
  })
})

test('toTaskEither resolves with the completed progress', async (t) => {
  const { progress$ } = clientAnswering(immediately('qpc'), { interval: 0 })
  t.deepEqual(await toTaskEither(progress$('a'))(), right(progress.c))
})

test('toTaskEither resolves with a CekuraError as Left', async (t) => {
  const { progress$ } = clientAnswering(immediately('qf'), { interval: 0 })
  const result: { _tag: string; left?: CekuraError } = await toTaskEither(progress$('a'))()
  t.true(isLeft(result as never))
  t.is(result.left?._tag, 'JobFailed')
})

test('toTaskEither is lazy, and subscribes once per call', async (t) => {
  const { progress$, requests } = clientAnswering(immediately('c'))
  const task = toTaskEither(progress$('a'))
  t.is(requests.length, 0)
  await task()
  await task()
  t.is(requests.length, 2)
})

test('toTaskEither resolves with the last value of any Observable', async (t) => {
  t.deepEqual(await toTaskEither(of(1, 2))(), right(2))
})

test('toTaskEither rejects with an error of another library', async (t) => {
  await t.throwsAsync(toTaskEither(throwError(() => new Error('other'))), { message: 'other' })
  t.true((await t.throwsAsync(toTaskEither(EMPTY), { any: true })) instanceof EmptyError)
})

/** A stream that never ends by itself. Counts its subscriptions, and the open ones. */
const watched = (first: Observable<number>) => {
  const counts = { subscribed: 0, left: 0 }
  const source = new Observable<number>((subscriber) => {
    counts.subscribed += 1
    subscriber.add(() => (counts.left += 1))
    return concat(first, NEVER).subscribe(subscriber)
  })
  return { counts, iterable: toAsyncIterable(source) }
}

const iteratorOf = <A>(source: Observable<A>): AsyncIterator<A, undefined> =>
  toAsyncIterable(source)[Symbol.asyncIterator]() as AsyncIterator<A, undefined>

test('toAsyncIterable yields each transition to for await', async (t) => {
  const { progress$, requests } = clientAnswering(immediately('qpc'), { interval: 0 })
  const seen: unknown[] = []
  for await (const value of toAsyncIterable(progress$('a'))) seen.push(value)
  t.deepEqual(seen, [progress.q, progress.p, progress.c])
  t.is(requests.length, 3)
})

test('toAsyncIterable throws the error of the stream after its last value', async (t) => {
  const { progress$ } = clientAnswering(immediately('qf'), { interval: 0 })
  const seen: unknown[] = []
  const loop = async () => {
    for await (const value of toAsyncIterable(progress$('a'))) seen.push(value)
  }
  t.true((await t.throwsAsync(loop)) instanceof JobFailedError)
  t.deepEqual(seen, [progress.q])
})

test('toAsyncIterable keeps the order of values in a slow loop', async (t) => {
  const iterator = iteratorOf(
    concat(
      of(1, 2),
      throwError(() => failure),
    ),
  )
  t.deepEqual(await iterator.next(), { done: false, value: 1 })
  t.deepEqual(await iterator.next(), { done: false, value: 2 })
  t.is(await t.throwsAsync(iterator.next()), failure)
  t.deepEqual(await iterator.next(), { done: true, value: undefined })
})

test('toAsyncIterable settles several pending calls in order', async (t) => {
  const subject = new Subject<number>()
  const iterator = iteratorOf(subject)
  const calls = Promise.all([iterator.next(), iterator.next(), iterator.next()])
  subject.next(1)
  subject.next(2)
  subject.complete()
  t.deepEqual(await calls, [
    { done: false, value: 1 },
    { done: false, value: 2 },
    { done: true, value: undefined },
  ])
})

test('toAsyncIterable subscribes once per loop, at the first next', async (t) => {
  const { counts, iterable } = watched(of(1, 2))
  const iterator = iterable[Symbol.asyncIterator]()
  t.is(counts.subscribed, 0)
  await iterator.next()
  await iterator.next()
  t.is(counts.subscribed, 1)
  await iterable[Symbol.asyncIterator]().next()
  t.is(counts.subscribed, 2)
})

test('a break unsubscribes', async (t) => {
  const { counts, iterable } = watched(of(1, 2))
  for await (const value of iterable) {
    t.is(value, 1)
    break
  }
  t.deepEqual(counts, { subscribed: 1, left: 1 })
})

test('an exception in the loop unsubscribes', async (t) => {
  const { counts, iterable } = watched(of(1))
  const loop = async () => {
    for await (const _ of iterable) throw new Error('of the loop')
  }
  await t.throwsAsync(loop, { message: 'of the loop' })
  t.deepEqual(counts, { subscribed: 1, left: 1 })
})

test('return unsubscribes at once while a next is pending', async (t) => {
  const { counts, iterable } = watched(EMPTY)
  const iterator = iterable[Symbol.asyncIterator]()
  const pending = iterator.next()
  const returned = iterator.return!()
  t.deepEqual(counts, { subscribed: 1, left: 1 })
  t.deepEqual(await pending, { done: true, value: undefined })
  t.deepEqual(await returned, { done: true, value: undefined })
})

test('throw unsubscribes at once while a next is pending, and rejects', async (t) => {
  const { counts, iterable } = watched(EMPTY)
  const iterator = iterable[Symbol.asyncIterator]()
  const pending = iterator.next()
  const thrown = iterator.throw!(failure)
  t.deepEqual(counts, { subscribed: 1, left: 1 })
  t.is(await t.throwsAsync(thrown), failure)
  t.deepEqual(await pending, { done: true, value: undefined })
})

test('return drops values that no next has taken', async (t) => {
  const iterator = iteratorOf(of(1, 2, 3))
  await iterator.next()
  await iterator.return!()
  t.deepEqual(await iterator.next(), { done: true, value: undefined })
})

test('return before the first next never subscribes', async (t) => {
  const { counts, iterable } = watched(of(1))
  const iterator = iterable[Symbol.asyncIterator]()
  await iterator.return!()
  t.deepEqual(await iterator.next(), { done: true, value: undefined })
  t.is(counts.subscribed, 0)
})

test('return during a synchronous subscription unsubscribes', async (t) => {
  let left = false
  const iterator: AsyncIterator<number, undefined> = iteratorOf(
    new Observable<number>(() => {
      void iterator.return!()
      return () => (left = true)
    }),
  )
  t.deepEqual(await iterator.next(), { done: true, value: undefined })
  t.true(left)
})
