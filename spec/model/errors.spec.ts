import { inspect } from 'node:util'
import test from 'ava'
import { throwError } from 'rxjs'
import {
  CekuraError,
  ConfigError,
  DeadlineError,
  DecodeError,
  either,
  HttpError,
  isCekuraError,
  JobFailedError,
  NetworkError,
} from '../../lib/index.js'

const errors = [
  new JobFailedError('message', 'failed', 'reason', { status: 'failed' }),
  new HttpError('message', 429, 'slow down', 1000),
  new NetworkError('message', new Error('reset'), 'ECONNRESET'),
  new DecodeError('message', ['body: expected JSON, got ""'], []),
  new DeadlineError('message', 900, 'queued'),
  new ConfigError('message', 'interval', { cause: new Error('boom') }),
]

for (const error of errors) {
  test(`${error.name} is an Error and a CekuraError with a tag`, (t) => {
    t.true(error instanceof Error)
    t.true(error instanceof CekuraError)
    t.true(isCekuraError(error))
    t.is(error.name, `${error._tag}Error`)
    t.is(error.constructor.name, error.name)
    t.is(String(error), `${error.name}: message`)
    t.true(inspect(error).startsWith(`${error.name}: message`))
  })

  test(`${error.name} as JSON has its message and its data, without causes`, (t) => {
    const json = JSON.parse(JSON.stringify(error)) as object
    t.like(json, { name: error.name, _tag: error._tag, message: 'message' })
    t.false('cause' in json)
    t.false('errors' in json)
  })
}

test('errors have the documented fields, and none that is undefined', (t) => {
  const [failed, http, network, decode, deadline, config] = errors.map((error) => error.toJSON())
  t.like(failed, { status: 'failed', detail: 'reason', answer: { status: 'failed' } })
  t.like(http, { status: 429, detail: 'slow down', retryAfter: 1000 })
  t.like(network, { code: 'ECONNRESET' })
  t.like(decode, { report: ['body: expected JSON, got ""'] })
  t.like(deadline, { elapsed: 900, last: 'queued' })
  t.like(config, { option: 'interval' })
  t.false('retryAfter' in new HttpError('', 500, ''))
  t.false('code' in new NetworkError('', undefined))
})

const { proxy: revoked, revoke } = Proxy.revocable({}, {})
revoke()

test('isCekuraError rejects other values', (t) => {
  for (const other of [new Error('x'), { _tag: 'Http' }, null, undefined, 'Http', revoked])
    t.false(isCekuraError(other))
})

test('either passes on an error that cannot be inspected', (t) => {
  t.plan(1)
  throwError(() => revoked)
    .pipe(either())
    .subscribe({ error: (error: unknown) => t.true(error === revoked) })
})
