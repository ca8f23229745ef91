import { inspect } from 'node:util'
import test from 'ava'
import { catchError, delay, lastValueFrom, NEVER, of } from 'rxjs'
import { type ClientConfig, ConfigError, createClient } from '../lib/index.js'
import { agentImport } from '../lib/jobs/index.js'
import { firstRequest, refusal } from './support/config.js'
import { clientAnswering, immediately, ok, progress, replies, tagged, virtually } from './support/virtual.js'

const KEY = 'a-secret-key'

for (const [option, value, message] of [
  ['config', null, 'config: expected object, got null'],
  ['config', [], 'config: expected object, got array'],
  ['config', 'x', 'config: expected object, got string'],
  ['apiKey', '', 'apiKey: is empty'],
  ['apiKey', '  ', 'apiKey: is blank'],
  ['apiKey', 7, /^apiKey: expected .*, got number$/],
  ['apiKey', null, /^apiKey: expected .*, got null$/],
  ['apiKey', `${KEY}\r\n`, 'apiKey: contains a line break'],
  ['apiKey', `${KEY}\0`, 'apiKey: contains a NUL character'],
  ['apiKey', `${KEY}ł`, 'apiKey: contains a character outside Latin-1'],
  ['allowInsecure', 'yes', 'allowInsecure: expected boolean, got string'],
  ['share', 'no', 'share: expected boolean, got string'],
  ['query', 'a=b', 'query: expected plain object, got string'],
  ['query', new URLSearchParams({ a: 'b' }), 'query: expected plain object, got object'],
  ['query', { a: undefined }, /^query: contains a value that is neither/],
  ['query', { a: NaN }, /^query: contains a value that is neither/],
  ['query', { a: '\ud800' }, 'query: contains half of a surrogate pair'],
  ['query', { '\udc00': 'a' }, 'query: contains half of a surrogate pair'],
  ['headers', 'a: b', 'headers: expected plain object, or function, got string'],
  ['headers', new Headers({ a: 'b' }), 'headers: expected plain object, or function, got object'],
  ['headers', [['a', 'b']], /^headers: expected plain object, .*, got array$/],
  ['headers', { 'a b': 'c' }, 'headers: a name contains a character that no header name has'],
  ['headers', { [`a\n${KEY}`]: 'c' }, 'headers: a name contains a line break'],
  ['headers', { 'X-Trace': 'c\n' }, 'headers.x-trace: contains a line break'],
  ['headers', { 'X-Trace': 7 }, /^headers\.x-trace: expected .*, got number$/],
  ['fetch', {}, 'fetch: expected function, got object'],
  ['transport', 'x', 'transport: expected function, got string'],
  ['interval', -1, 'interval: expected finite number >= 0, or function, got number'],
  ['interval', NaN, 'interval: expected finite number >= 0, or function, got NaN'],
  ['interval', Infinity, 'interval: expected finite number >= 0, or function, got Infinity'],
  ['interval', '5', 'interval: expected finite number >= 0, or function, got string'],
  ['retry', true, 'retry: expected object or false, got boolean'],
  [
    'retry',
    { tries: 3 },
    'retry.tries: expected one of limit, initialDelay, maxDelay, isTransient, got number',
  ],
  ['retry', { limit: 1.5 }, 'retry.limit: expected whole number >= 0, got number'],
  ['retry', { limit: -1 }, 'retry.limit: expected whole number >= 0, got number'],
  ['retry', { limit: Infinity }, 'retry.limit: expected whole number >= 0, got Infinity'],
  ['retry', { initialDelay: -1 }, 'retry.initialDelay: expected finite number >= 0, got number'],
  ['retry', { maxDelay: Infinity }, 'retry.maxDelay: expected finite number >= 0, got Infinity'],
  ['retry', { isTransient: true }, 'retry.isTransient: expected function, got boolean'],
  ['requestTimeout', 0, 'requestTimeout: expected finite number > 0, got number'],
  ['requestTimeout', Infinity, 'requestTimeout: expected finite number > 0, got Infinity'],
  ['deadline', 0, 'deadline: expected number > 0, got number'],
  ['deadline', NaN, 'deadline: expected number > 0, got NaN'],
  ['deadline', -Infinity, 'deadline: expected number > 0, got -Infinity'],
  ['deadline', '900', 'deadline: expected number > 0, got string'],
  ['maxBodyBytes', 0, 'maxBodyBytes: expected finite number > 0, got number'],
  ['active$', true, 'active$: expected Observable, got boolean'],
  ['apikey', KEY, /^apikey: expected one of apiKey, headers, .*, active\$, got string$/],
  ['constructor', KEY, /^constructor: expected one of apiKey, /],
  ['__proto__', KEY, /^__proto__: expected one of apiKey, /],
] as const)
  test(`${option}: ${String(message)} (${inspect(value)})`, (t) => {
    const error = refusal(option === 'config' ? value : Object.fromEntries([[option, value]]))
    t.true(error instanceof ConfigError)
    t.true(error.option.startsWith(option))
    if (typeof message === 'string') t.is(error.message, message)
    else t.regex(error.message, message)
    t.false(error.message.includes(KEY))
  })

test('the key is sent in its header, which the headers option cannot replace', async (t) => {
  const { headers } = await firstRequest({
    apiKey: KEY,
    headers: { 'X-Cekura-Api-Key': 'other', 'X-Trace': '1' },
  })
  t.deepEqual(headers, { accept: 'application/json', 'x-cekura-api-key': KEY, 'x-trace': '1' })
})

test('query is sent with every request', async (t) => {
  const query: Record<string, string | number> = { project_id: 7, 'a b': 'c&d' }
  const urls: string[] = []
  const client = createClient({
    query,
    transport: ({ url }) => {
      urls.push(url)
      return of(urls.length === 1 ? ok({ progress_id: 'x y' }) : replies.c)
    },
  })
  query['project_id'] = 8
  const request = { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' } as const
  await lastValueFrom(client.run$(request))
  await lastValueFrom(
    client
      .of(agentImport)
      .progress$({ agent_id: 1, progress_id: 'z' })
      .pipe(catchError(() => of(0))),
  )
  const api = 'https://api.cekura.ai/test_framework'
  t.deepEqual(urls, [
    `${api}/v1/metrics/generate_clean_description_bg/?project_id=7&a%20b=c%26d`,
    `${api}/v1/metrics/generate_clean_description_progress/?project_id=7&a%20b=c%26d&progress_id=x%20y`,
    `${api}/v2/aiagents/1/auto-fetch-progress/?project_id=7&a%20b=c%26d&progress_id=z`,
  ])
})

test('query cannot replace the fields of a reference', async (t) => {
  const { url } = await firstRequest({ query: { progress_id: 'other', project_id: 7 } })
  t.true(url.endsWith('/?progress_id=a&project_id=7'), url)
})

test('option functions are called before each request', async (t) => {
  let asked = 0
  const config = { apiKey: () => `key-${++asked}`, headers: () => Promise.resolve({ 'x-n': String(asked) }) }
  t.like((await firstRequest(config)).headers, { 'x-cekura-api-key': 'key-1', 'x-n': '1' })
  t.like((await firstRequest(config)).headers, { 'x-cekura-api-key': 'key-2', 'x-n': '2' })
})

test.serial('key and URL default to the environment, where empty variables count as absent', async (t) => {
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
  t.regex(refusal({}).message, /^baseUrl \(CEKURA_API_URL\): no scheme$/)

  delete process.env['CEKURA_API_URL']
  process.env['CEKURA_API_KEY'] = `${KEY}\n`
  t.regex(refusal({}).message, /^apiKey: contains a line break$/)
})

test.serial('an unreadable environment counts as empty', async (t) => {
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

test('every option can be undefined', (t) => {
  const config = Object.fromEntries(
    [
      'apiKey',
      'baseUrl',
      'allowInsecure',
      'headers',
      'query',
      'share',
      'fetch',
      'transport',
      'interval',
      'retry',
    ]
      .concat('requestTimeout', 'deadline', 'maxBodyBytes', 'active$')
      .map((option) => [option, undefined]),
  )
  t.notThrows(() => createClient(config))
  t.notThrows(() => createClient())
})

test('requestTimeout is half a minute by default', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering([NEVER])
    expectObservable(tagged(progress$('a'))).toBe('30s (x|)', { x: 'Network' })
  })
})

test('deadline is a quarter of an hour by default', (t) => {
  virtually(t, ({ expectObservable }) => {
    const { progress$ } = clientAnswering(immediately('q'), { interval: 60_000 })
    expectObservable(tagged(progress$('a'))).toBe('q 899999ms (x|)', { ...progress, x: 'Deadline' })
  })
})

test('interval is schedules.standard by default', (t) => {
  virtually(t, ({ expectObservable }) => {
    const slow = of(replies.q).pipe(delay(20_000))
    const { progress$ } = clientAnswering([slow, ...immediately('pc')], { interval: undefined })
    // A tenth of 20 s less a quarter, then a tenth of 21.5 s less a quarter. The random number subtracts the whole
    // quarter.
    expectObservable(progress$('a')).toBe('20s q 1499ms p 1611.5ms (c|)', progress)
  })
})

test('messages name requestTimeout, and a deadline before any response', (t) => {
  virtually(t, ({ flush }) => {
    const messages: string[] = []
    for (const config of [{ requestTimeout: 70 }, { deadline: 50 }])
      clientAnswering([NEVER], config)
        .progress$('a')
        .subscribe({ error: ({ message }: Error) => messages.push(message) })
    flush()
    t.deepEqual(messages, [
      'progress of clean-description "a": not ended after 50 ms; last seen: nothing; raise deadline or watch it again',
      'progress of clean-description "a": no answer: not within requestTimeout (70 ms) [ETIMEDOUT]; check network and baseUrl',
    ])
  })
})

test('a transport that returns no Observable is a ConfigError that names it', (t) => {
  const transport = (() => 7) as unknown as NonNullable<ClientConfig['transport']>
  virtually(t, ({ flush }) => {
    clientAnswering([], { transport })
      .progress$('a')
      .subscribe({
        error: (error: ConfigError) => {
          t.is(error.option, 'transport')
          t.is(error.message, 'transport failed; see cause')
        },
      })
    flush()
  })
  t.plan(2)
})

for (const [status, event] of [
  [0, 'Http'],
  [199, 'Http'],
  [200, 'completed'],
  [299, 'completed'],
  [300, 'Http'],
] as const)
  test(`HTTP ${status}: ${event}`, (t) => {
    virtually(t, ({ expectObservable }) => {
      const { progress$ } = clientAnswering([of({ ...replies.c, status })])
      expectObservable(tagged(progress$('a'))).toBe('(x|)', { x: event === 'Http' ? 'Http' : progress.c })
    })
  })

test.serial("the environment's key applies only to an absolute baseUrl", async (t) => {
  Object.assign(globalThis, { location: { href: 'https://page.example/' } })
  t.teardown(() => Reflect.deleteProperty(globalThis, 'location'))
  process.env['CEKURA_API_KEY'] = KEY
  t.teardown(() => Reflect.deleteProperty(process.env, 'CEKURA_API_KEY'))
  for (const [config, key] of [
    [{}, KEY],
    [{ baseUrl: 'https://api.example' }, KEY],
    [{ baseUrl: '/api' }, undefined],
    [{ baseUrl: '/api', apiKey: 'another-key' }, 'another-key'],
  ] as const)
    t.is((await firstRequest(config)).headers['x-cekura-api-key'], key)
})
