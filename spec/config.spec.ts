import { inspect } from 'node:util'
import test from 'ava'
import { of } from 'rxjs'
import { type ClientConfig, ConfigError, createClient, type HttpRequest } from '../lib/index.js'
import { replies } from './support/virtual.js'

const refusal = (config: unknown): ConfigError => {
  try {
    createClient(config as ClientConfig)
  } catch (error) {
    return error as ConfigError
  }
  throw new Error('createClient took it')
}

const KEY = 'a-secret-key'

for (const [option, value, message] of [
  ['config', null, 'option config is null; it must be an object'],
  ['config', [], 'option config is an array; it must be an object'],
  ['apiKey', '', /^option apiKey is an empty string; it must be a string that is not blank/],
  ['apiKey', '  ', /^option apiKey is a string; it must be/],
  ['apiKey', 7, /^option apiKey is a number; it must be/],
  ['apiKey', `${KEY}\r\n`, /^option apiKey is a string; it must be/],
  ['apiKey', `${KEY}\0`, /^option apiKey is a string/],
  ['apiKey', `${KEY}ł`, /^option apiKey is a string/],
  ['baseUrl', 7, 'option baseUrl is a number; it must be a URL'],
  ['baseUrl', 'api.cekura.ai', /^option baseUrl is a string; it must be a URL such as/],
  ['baseUrl', '/api', /^option baseUrl is a string; it must be a URL such as/],
  ['baseUrl', 'ftp://api.cekura.ai', 'option baseUrl is a string; it must be an https: URL'],
  ['baseUrl', 'http://api.cekura.ai', /allowInsecure: true lifts this$/],
  ['baseUrl', 'http://localhost.example.com', /allowInsecure: true lifts this$/],
  ['baseUrl', `https://me:${KEY}@api.cekura.ai`, /without user and password$/],
  ['baseUrl', 'https://api.cekura.ai?a=b', /without query and fragment$/],
  ['baseUrl', 'https://api.cekura.ai#a', /without query and fragment$/],
  ['allowInsecure', 'yes', 'option allowInsecure is a string; it must be a boolean'],
  ['headers', 'a: b', 'option headers is a string; it must be a record of names to strings'],
  [
    'headers',
    new Headers({ a: 'b' }),
    'option headers is an object; it must be a record of names to strings',
  ],
  ['headers', { 'a b': 'c' }, 'option headers is a string; it must be a record whose names are HTTP tokens'],
  ['headers', { 'X-Trace': 'c\n' }, /^option headers.x-trace is a string; it must be a string of Latin-1/],
  ['headers', { 'X-Trace': 7 }, /^option headers.x-trace is a number/],
  ['fetch', {}, 'option fetch is an object; it must be a function like fetch'],
  ['transport', 'x', /^option transport is a string; it must be a function/],
  ['interval', -1, 'option interval is a number; it must be finite ms >= 0, or a function'],
  ['interval', NaN, 'option interval is NaN; it must be finite ms >= 0, or a function'],
  ['interval', Infinity, 'option interval is Infinity; it must be finite ms >= 0, or a function'],
  ['interval', '5', 'option interval is a string; it must be finite ms >= 0, or a function'],
  ['retry', true, 'option retry is a boolean; it must be an object or false'],
  [
    'retry',
    { tries: 3 },
    'option retry.tries does not exist; there are limit, initialDelay, maxDelay, isTransient',
  ],
  ['retry', { limit: 1.5 }, 'option retry.limit is a number; it must be a whole number >= 0'],
  ['retry', { limit: -1 }, 'option retry.limit is a number; it must be a whole number >= 0'],
  ['retry', { limit: Infinity }, 'option retry.limit is Infinity; it must be a whole number >= 0'],
  ['retry', { initialDelay: -1 }, 'option retry.initialDelay is a number; it must be finite ms >= 0'],
  ['retry', { maxDelay: Infinity }, 'option retry.maxDelay is Infinity; it must be finite ms >= 0'],
  ['retry', { isTransient: true }, /^option retry.isTransient is a boolean; it must be a function/],
  ['requestTimeout', 0, 'option requestTimeout is a number; it must be finite ms > 0'],
  ['requestTimeout', Infinity, 'option requestTimeout is Infinity; it must be finite ms > 0'],
  ['deadline', 0, 'option deadline is a number; it must be ms > 0, or Infinity'],
  ['deadline', NaN, 'option deadline is NaN; it must be ms > 0, or Infinity'],
  ['deadline', '900', 'option deadline is a string; it must be ms > 0, or Infinity'],
  ['maxBodyBytes', 0, 'option maxBodyBytes is a number; it must be finite bytes > 0'],
  ['active$', true, 'option active$ is a boolean; it must be an Observable of booleans'],
  ['apikey', KEY, /^option apikey does not exist; there are apiKey, baseUrl, /],
] as const)
  test(`${option}: ${String(message)} (${inspect(value)})`, (t) => {
    const error = refusal(option === 'config' ? value : { [option]: value })
    t.true(error instanceof ConfigError)
    t.true(error.option.startsWith(option))
    if (typeof message === 'string') t.is(error.message, message)
    else t.regex(error.message, message)
    t.false(error.message.includes(KEY))
  })

/** The first request that a client with this configuration makes. */
const firstRequest = (config: ClientConfig): Promise<HttpRequest> =>
  new Promise((resolve, reject) => {
    const transport = (request: HttpRequest) => {
      resolve(request)
      return of(replies.c)
    }
    createClient({ transport, ...config })
      .progress$('a')
      .subscribe({ error: reject })
  })

for (const [baseUrl, start] of [
  ['https://example.com', 'https://example.com/test_framework/'],
  ['https://example.com/', 'https://example.com/test_framework/'],
  ['https://example.com/prefix//', 'https://example.com/prefix/test_framework/'],
  ['http://localhost:8080', 'http://localhost:8080/test_framework/'],
  ['http://api.localhost', 'http://api.localhost/test_framework/'],
  ['http://127.1', 'http://127.0.0.1/test_framework/'],
  ['http://[::1]:80/a', 'http://[::1]/a/test_framework/'],
  [undefined, 'https://api.cekura.ai/test_framework/'],
] as const)
  test(`baseUrl ${baseUrl}`, async (t) => {
    const { url } = await firstRequest({ baseUrl })
    t.true(url.startsWith(start), url)
  })

test('allowInsecure allows http: anywhere', async (t) => {
  const { url } = await firstRequest({ baseUrl: 'http://example.com', allowInsecure: true })
  t.true(url.startsWith('http://example.com/'))
})

test('the key is sent in its header, which the headers option cannot replace', async (t) => {
  const { headers } = await firstRequest({
    apiKey: KEY,
    headers: { 'X-Cekura-Api-Key': 'other', 'X-Trace': '1' },
  })
  t.deepEqual(headers, { accept: 'application/json', 'x-cekura-api-key': KEY, 'x-trace': '1' })
})

test('functions are asked before each request', async (t) => {
  let asked = 0
  const config = { apiKey: () => `key-${++asked}`, headers: () => Promise.resolve({ 'x-n': String(asked) }) }
  t.like((await firstRequest(config)).headers, { 'x-cekura-api-key': 'key-1', 'x-n': '1' })
  t.like((await firstRequest(config)).headers, { 'x-cekura-api-key': 'key-2', 'x-n': '2' })
})

test.serial(
  'the environment gives the key and the URL where the options do not, and an empty one is absent',
  async (t) => {
    t.teardown(() => {
      delete process.env['CEKURA_API_KEY']
      delete process.env['CEKURA_API_URL']
    })
    process.env['CEKURA_API_KEY'] = 'from-environment'
    process.env['CEKURA_API_URL'] = 'https://eu.example.com/'
    const request = await firstRequest({})
    t.is(request.headers['x-cekura-api-key'], 'from-environment')
    t.true(request.url.startsWith('https://eu.example.com/test_framework/'))
    t.is((await firstRequest({ apiKey: KEY })).headers['x-cekura-api-key'], KEY)

    process.env['CEKURA_API_KEY'] = ''
    process.env['CEKURA_API_URL'] = ''
    const without = await firstRequest({})
    t.false('x-cekura-api-key' in without.headers)
    t.true(without.url.startsWith('https://api.cekura.ai/'))

    process.env['CEKURA_API_URL'] = 'nonsense'
    t.regex(refusal({}).message, /^option baseUrl \(CEKURA_API_URL\) is a string; it must be a URL/)
  },
)

test.serial('where the environment may not be read, nothing comes from it', async (t) => {
  const { env } = process
  t.teardown(() => Object.defineProperty(process, 'env', { value: env, configurable: true }))
  Object.defineProperty(process, 'env', {
    configurable: true,
    get: () => {
      throw new Error('NotCapable')
    },
  })
  t.false('x-cekura-api-key' in (await firstRequest({})).headers)
})

test('every option may be undefined', (t) => {
  const config = Object.fromEntries(
    ['apiKey', 'baseUrl', 'allowInsecure', 'headers', 'fetch', 'transport', 'interval', 'retry']
      .concat('requestTimeout', 'deadline', 'maxBodyBytes', 'active$')
      .map((option) => [option, undefined]),
  )
  t.notThrows(() => createClient(config))
  t.notThrows(() => createClient())
})
