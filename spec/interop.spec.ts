import test from 'ava'
import { isLeft, left, right } from 'fp-ts/Either'
import { EMPTY, EmptyError, of, throwError } from 'rxjs'
import { either, type CekuraError, JobFailedError, toTaskEither } from '../lib/index.js'
import { clientAnswering, immediately, progress, virtually } from './support/virtual.js'

const failure = new JobFailedError('job failed', 'failed', undefined, {})

test('either makes values Right, and a CekuraError a last Left', (t) => {
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

test('either lets any other error pass', (t) => {
  virtually(t, ({ cold, expectObservable }) => {
    expectObservable(cold('a-#').pipe(either())).toBe('a-#', { a: right('a') })
  })
})

test('toTaskEither is the completed progress', async (t) => {
  const { progress$ } = clientAnswering(immediately('qpc'), { interval: 0 })
  t.deepEqual(await toTaskEither(progress$('a'))(), right(progress.c))
})

test('toTaskEither is the error where there is one', async (t) => {
  const { progress$ } = clientAnswering(immediately('qf'), { interval: 0 })
  const result: { _tag: string; left?: CekuraError } = await toTaskEither(progress$('a'))()
  t.true(isLeft(result as never))
  t.is(result.left?._tag, 'JobFailed')
})

test('toTaskEither is lazy, and subscribes once a call', async (t) => {
  const { progress$, requests } = clientAnswering(immediately('c'))
  const task = toTaskEither(progress$('a'))
  t.is(requests.length, 0)
  await task()
  await task()
  t.is(requests.length, 2)
})

test('toTaskEither is the last of whatever is given', async (t) => {
  t.deepEqual(await toTaskEither(of(1, 2))(), right(2))
})

test('toTaskEither rejects with what is not of this library', async (t) => {
  await t.throwsAsync(toTaskEither(throwError(() => new Error('other'))), { message: 'other' })
  t.true((await t.throwsAsync(toTaskEither(EMPTY), { any: true })) instanceof EmptyError)
})
