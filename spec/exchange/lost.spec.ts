import test, { type ExecutionContext } from 'ava'
import { lastValueFrom, throwError } from 'rxjs'
import { type ClientConfig, createClient } from '../../lib/index.js'
import { platform } from '../../lib/platform/node.js'

const KEY = 'a-secret-key'

/** Ends a job whose requests fail. */
const failing = async (config: ClientConfig) => {
  const client = createClient({ apiKey: KEY, retry: { limit: 1, initialDelay: 1 }, ...config })
  let retries = 0
  client.events$.subscribe(({ type }) => (retries += type === 'retry' ? 1 : 0))
  const error: unknown = await lastValueFrom(client.progress$('a')).catch((error: unknown) => error)
  return { error: error as Error & { option?: string }, retries }
}

const isNoNetworkFault = async (
  t: ExecutionContext,
  config: ClientConfig,
  option = 'fetch',
): Promise<void> => {
  const { error, retries } = await failing(config)
  t.like(error, { _tag: 'Config', option, message: `${option} failed; see cause`, progressId: 'a' })
  t.is(retries, 0)
  const { message, stack } = error.cause as Error
  t.false(`${message}${stack}`.includes(KEY))
}

const answering = (response: object) => (() => Promise.resolve(response)) as unknown as ClientConfig['fetch']
const head = { status: 200, headers: { get: () => null } }
const throwing = (error: Error) => (): never => {
  throw error
}

for (const [what, fetch] of Object.entries({
  'a missing global in a fetch': throwing(new ReferenceError(`Response is not defined ${KEY}`)),
  'a missing global in an async fetch': () => Promise.reject(new ReferenceError('Response is not defined')),
  'a bug in a fetch': throwing(new TypeError('globalThis.fetch is not a function')),
  'no response': answering(undefined as never),
  'a response without a body': answering(head),
  'a response whose text is none': answering({ ...head, text: () => Promise.resolve(7) }),
  'a stream without a reader': answering({ ...head, body: { getReader: () => ({}) } }),
}))
  test(`${what} is not a network fault`, (t) => isNoNetworkFault(t, { fetch: fetch }))

test('a missing global in a transport is not a network fault', (t) =>
  isNoNetworkFault(
    t,
    { transport: () => throwError(() => new ReferenceError('XMLHttpRequest')) },
    'transport',
  ))

test('a bug in a transport of another copy is not a network fault', (t) => {
  const cause = new ReferenceError('Response is not defined')
  const foreign = Object.assign(new Error('fetch failed; see cause', { cause }), {
    _tag: 'Config',
    option: 'fetch',
    [Symbol.for('rx-cekura.error')]: true,
  })
  return isNoNetworkFault(t, { transport: () => throwError(() => foreign) })
})

test.serial('a missing AbortController is not a network fault', async (t) => {
  const mutable = platform as { AbortController: unknown }
  const { AbortController } = platform
  t.teardown(() => (mutable.AbortController = AbortController))
  mutable.AbortController = undefined
  await isNoNetworkFault(t, { fetch: answering(head) })
})

for (const [what, fetch] of Object.entries({
  'a rejection of the native fetch': () => Promise.reject(new TypeError('fetch failed')),
  'a text that is cut off': answering({ ...head, text: () => Promise.reject(new TypeError('Load failed')) }),
  'a stream that is cut off': answering({
    ...head,
    body: { getReader: () => ({ read: () => Promise.reject(new TypeError('terminated')) }) },
  }),
  'a fetch that throws at once': throwing(new Error('offline')),
}))
  test(`${what} is a network fault`, async (t) => {
    const { error, retries } = await failing({ fetch: fetch })
    t.like(error, { _tag: 'Network' })
    t.is(retries, 1)
  })
