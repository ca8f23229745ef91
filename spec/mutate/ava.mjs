import { createRequire } from 'node:module'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import 'tsx'

const require = createRequire(import.meta.url)
const entry = require.resolve('ava')
const { default: Test } = await import(pathToFileURL(path.join(path.dirname(entry), '../lib/test.js')).href)
const { default: ContextRef } = await import(
  pathToFileURL(path.join(path.dirname(entry), '../lib/context-ref.js')).href
)

const registered = []
let file = ''

const declare =
  (kind) =>
  (title, fn, ...args) => {
    const named = typeof title === 'string'
    const body = named ? fn : title
    registered.push({
      id: `${file}: ${named ? title : kind}`,
      file,
      kind,
      fn: (t) => body(t, ...(named ? args : [fn, ...args])),
    })
  }

const test = Object.assign(declare('test'), { serial: declare('test'), before: declare('before') })

// Specs require ava and get this one, which runs in any process and one test at a time.
require.cache[entry] = {
  id: entry,
  filename: entry,
  loaded: true,
  exports: { __esModule: true, default: test },
}

/** Loads a spec and returns its tests and `before` hooks. */
export const load = (spec) => {
  file = spec
  const from = registered.length
  const { stackTraceLimit } = Error
  require(path.resolve(spec))
  Error.stackTraceLimit = stackTraceLimit
  return registered.slice(from)
}

/** Text of a failure. */
const words = (error) =>
  [error.message, ...(error.formattedDetails ?? []).map(({ formatted }) => formatted)].join('\n')

// Errors outside of all tests: RxJS throws what no subscriber takes from a timer. They fail the test that runs.
let stray
process.on('uncaughtException', (error) => (stray ??= error))

/** Runs a test with ava's own assertions, for at most `timeout` ms. Returns its ms and, if it fails, why. */
export const run = async ({ id, fn, kind }, timeout) => {
  const startedAt = Date.now()
  const { stackTraceLimit } = Error
  stray = undefined
  const test = new Test({
    contextRef: new ContextRef(),
    failWithoutAssertions: kind === 'test',
    fn: (t) => {
      t.timeout(timeout)
      return fn(t)
    },
    metadata: {},
    notifyTimeoutUpdate: () => {},
    title: id,
  })
  const { error } = await test.run()
  await setImmediate()
  Error.stackTraceLimit = stackTraceLimit
  const failure = error ?? stray
  return { ms: Date.now() - startedAt, failure: failure && words(failure) }
}
