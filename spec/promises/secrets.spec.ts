import { inspect } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import {
  firstValueFrom,
  isObservable,
  lastValueFrom,
  materialize,
  type Observable,
  of,
  Subject,
  throwError,
  toArray,
} from 'rxjs'
import { type ClientConfig, createClient, type HttpReply, type ClientEvent } from '../../lib/index.js'

const KEY = 'ck_live_51H8"<x>&y=é/z'
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.c2VjcmV0'
const headers = { Authorization: `Bearer ${TOKEN}`, 'X-Tenant': ' tenant-7 ' }
const secrets = [KEY, TOKEN, 'tenant-7', encodeURIComponent(KEY), JSON.stringify(KEY).slice(1, -1)]
const all = secrets.join(' ')
const request = { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' } as const

/** Every way to print a value. */
const prints = (u: unknown): string =>
  [
    inspect(u, { showHidden: true, depth: Infinity, maxStringLength: Infinity, getters: true }),
    JSON.stringify(u),
    String(u),
    ...chain(u).flatMap((error) => [error.message, error.stack, JSON.stringify(error)]),
  ].join('\n')

const chain = (u: unknown): Error[] => (u instanceof Error ? [u, ...chain(u.cause)] : [])

const keepsSecrets = (t: ExecutionContext, u: unknown): void => {
  const printed = prints(u)
  for (const secret of secrets) t.false(printed.includes(secret), printed)
}

/** Resolves to all results of an observation and of a start: values, errors and events. */
const outcomes = async (config: ClientConfig): Promise<{ errors: unknown[]; events: ClientEvent[] }> => {
  const client = createClient({ retry: { limit: 1, initialDelay: 1 }, interval: 1, ...config })
  const events: ClientEvent[] = []
  client.events$.subscribe((event) => events.push(event))
  const ends = [client.progress$('a'), client.start$(request), client.run$(request)].map((end$) =>
    lastValueFrom((end$ as Observable<unknown>).pipe(materialize())),
  )
  const errors = (await Promise.all(ends)).map((end) => (end.kind === 'E' ? end.error : undefined) as unknown)
  return { errors, events }
}

const failing = (thrown: unknown) => (): never => {
  throw thrown as Error
}

const echoes: Record<string, HttpReply> = {
  'a detail': { status: 401, body: JSON.stringify({ detail: `Invalid key ${all}` }) },
  'field errors': { status: 400, body: JSON.stringify({ key: [KEY], headers }) },
  'a page': { status: 403, body: `<pre>GET /?key=${encodeURIComponent(KEY)}\n${all}</pre>` },
  'a long page': { status: 500, body: `${'x'.repeat(150)}${KEY}${'x'.repeat(999)}` },
  'a redirect': { status: 302, headers: { location: `https://example.com/?key=${all}` }, body: all },
  'Retry-After': { status: 429, headers: { 'retry-after': KEY }, body: all },
  'what is not JSON': { status: 200, body: all },
  'what is cut off': { status: 200, body: `${'x'.repeat(55)}${KEY}` },
  'a status': { status: 200, body: JSON.stringify({ status: KEY, progress_id: [KEY] }) },
  'a field': { status: 200, body: JSON.stringify({ status: 'completed', thinking: { [KEY]: KEY } }) },
  "a failed job's reason": { status: 200, body: JSON.stringify({ status: 'failed', error: all }) },
  'what is unreadable': { status: 200, body: all, unreadable: all },
}

for (const [how, supplied] of Object.entries<ClientConfig>({
  strings: { apiKey: KEY, headers },
  functions: { apiKey: () => KEY, headers: () => headers },
  promises: { apiKey: () => Promise.resolve(KEY), headers: () => Promise.resolve(headers) },
})) {
  for (const [where, reply] of Object.entries(echoes))
    test(`${how}: secrets echoed in ${where} are redacted`, async (t) => {
      const { errors, events } = await outcomes({ ...supplied, transport: () => of(reply) })
      t.is(errors.filter((error) => error instanceof Error).length, 3)
      for (const u of [...errors, ...events]) keepsSecrets(t, u)
    })

  for (const [what, thrown] of Object.entries({
    words: new Error(all),
    'the request': Object.assign(new Error('failed'), { config: { headers, key: KEY } }),
    'a chain': new TypeError('fetch failed', { cause: Object.assign(new Error(all), { code: KEY, all }) }),
    many: new AggregateError([new Error(all)], all),
    'a string': all,
    'an object': { key: KEY, toString: () => all },
    'a map': Object.assign(new Error('failed'), { headers: new Map([['key', KEY]]) }),
    'no words': Object.assign(new Error('failed'), { message: { key: KEY } }),
    'a name': Object.assign(new Error('failed'), { name: KEY, [KEY]: 1 }),
  })) {
    test(`${how}: secrets in a fetch's rejection are redacted: ${what}`, async (t) => {
      const fetch = async (): Promise<never> => Promise.resolve().then(failing(thrown))
      const { errors, events } = await outcomes({ ...supplied, fetch })
      t.is(errors.filter((error) => error instanceof Error).length, 3)
      for (const u of [...errors, ...events]) keepsSecrets(t, u)
    })

    test(`${how}: secrets in a transport's error are redacted: ${what}`, async (t) => {
      const { errors, events } = await outcomes({ ...supplied, transport: failing(thrown) })
      t.is(errors.filter((error) => error instanceof Error).length, 3)
      for (const u of [...errors, ...events]) keepsSecrets(t, u)
    })
  }
}

const queued = () => of({ status: 200, body: '{"status":"queued"}' })
const unavailable = () => of({ status: 503, body: '' })

const byFunction = (thrown: unknown): Record<string, ClientConfig> => {
  let asked = 0
  const thenFails = <A>(value: A) => {
    const supply = (): A => (asked++ === 0 ? value : failing(thrown)())
    return supply
  }
  return {
    headers: { apiKey: KEY, headers: failing(thrown) },
    apiKey: { apiKey: failing(thrown), headers },
    'apiKey, the second time': { apiKey: thenFails(KEY), headers, transport: queued },
    'headers, the second time': { apiKey: KEY, headers: thenFails(headers), transport: queued },
    interval: { apiKey: KEY, headers, interval: failing(thrown), transport: queued },
    'retry.isTransient': {
      apiKey: KEY,
      headers,
      retry: { isTransient: failing(thrown) },
      transport: unavailable,
    },
    active$: { apiKey: KEY, headers, active$: throwError(() => thrown), transport: queued },
  }
}

const keys = ['key-AAAAAAAA', 'key-BBBBBBBB', 'key-CCCCCCCC']

/** Queued twice, then a reply or a failure. */
const echoing = (end: HttpReply | Observable<HttpReply>) => {
  let asked = 0
  return () => (++asked < 3 ? queued() : isObservable(end) ? end : of(end))
}

/** Returns a value twice, then throws all keys. */
const failingLater = <A>(value: A) => {
  let asked = 0
  return (): A => {
    if (++asked < 3) return value
    throw new Error(keys.join())
  }
}

/** An `active$` that fails with all keys at the third request. */
const failingPause = (): ClientConfig => {
  const active$ = new Subject<boolean>()
  let asked = 0
  const transport = () => {
    if (++asked > 2) queueMicrotask(() => active$.error(new Error(keys.join())))
    return queued()
  }
  return { active$, transport }
}

const failureOf = (config: ClientConfig): Promise<unknown> =>
  lastValueFrom(createClient({ interval: 1, ...config }).progress$('a')).catch((error: unknown) => error)

// An error that a function throws before its first value stays unredacted, because no secret is known yet.
for (const option of Object.keys(byFunction(undefined)))
  test(`known secrets in an error of the function ${option} are redacted`, async (t) => {
    const known = option === 'apiKey' ? `${TOKEN} tenant-7` : KEY
    const thrown = Object.assign(new Error(`cannot use ${known}`), { list: [{ known }] })
    const error = await failureOf(byFunction(thrown)[option]!)
    t.like(error, { _tag: 'Config', option: option.split(',')[0]! })
    keepsSecrets(t, error)
    const { cause } = error as { cause: Error }
    t.true(cause.message.startsWith('cannot use [secret]'))
    t.true(cause.stack?.includes('secrets.spec'), 'where it was thrown is kept')
  })

test('a header with the name of an option is redacted', async (t) => {
  const named = { apiKey: KEY }
  const error = await failureOf({
    apiKey: 'other',
    headers: named,
    interval: failing(new Error(KEY)),
    transport: queued,
  })
  t.like(error, { _tag: 'Config', option: 'interval' })
  keepsSecrets(t, error)
})

for (const thrown of [
  new RangeError('boom', { cause: { list: [1, null, 'a'] } }),
  'boom',
  7,
  undefined,
  null,
])
  test(`a function's error without a secret stays unchanged: ${inspect(thrown).slice(0, 20)}`, async (t) => {
    const { cause } = (await failureOf(byFunction(thrown)['interval']!)) as Error
    t.is(cause, thrown)
  })

test('an error that cannot be inspected is not kept', async (t) => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  const deep = Array.from({ length: 200 }).reduce((inner) => ({ inner }), {})
  for (const [thrown, isKept] of [
    [circular, true],
    [deep, false],
    [new URL('https://example.com'), false],
    [Object.assign(new Error('x'), { f: () => KEY }), false],
    [Object.defineProperty(new Error('x'), 'key', { get: () => KEY }), false],
    [Object.assign(new Error('x'), { [Symbol('key')]: KEY }), false],
    [Object.defineProperty(new Error('x'), 'key', { get: failing(new Error('gone')) }), true],
  ] as const) {
    const { cause } = (await failureOf(byFunction(thrown)['interval']!)) as Error
    t.is(cause === thrown, isKept)
    t.true(isKept || cause instanceof Error)
  }
})

test('a secret is redacted before a text is cut', async (t) => {
  const long = `${'x'.repeat(50)}${KEY}`
  for (const transport of [
    () => throwError(() => long),
    () => of({ status: 200, body: long }),
    () => of({ status: 200, body: JSON.stringify({ status: long }) }),
    () => of({ status: 400, body: 'x'.repeat(190) + KEY }),
  ]) {
    const error = await failureOf({ apiKey: KEY, retry: false, transport })
    t.false(prints(error).includes(KEY.slice(0, 5)), prints(error))
  }
})

test('a key that a server returns as a number is redacted', async (t) => {
  const transport = () => of({ status: 200, body: '{"status":12345678}' })
  const error = await failureOf({ apiKey: '12345678', transport })
  t.false(prints(error).includes('12345678'))
})

for (const bad of ['\r', '\n', '\r\nX-Evil: 1', '\0', '\u007f', 'ł', '\u2028', '😀'])
  test(`header injection: ${JSON.stringify(bad)}`, async (t) => {
    const secret = `${KEY}${bad}`
    for (const config of [
      { apiKey: secret },
      { headers: { 'x-secret': secret } },
      { apiKey: () => secret },
      { apiKey: () => Promise.resolve(secret) },
      { headers: () => ({ 'x-secret': secret }) },
      { headers: () => ({ [`x${bad}`]: KEY }) },
    ]) {
      let sent = 0
      const transport = () => of({ status: 200, body: String(sent++) })
      const error = await (async () => failureOf({ transport, ...config }))().catch((e: unknown) => e)
      t.like(error, { _tag: 'Config' })
      t.is(sent, 0)
      keepsSecrets(t, error)
    }
  })

test('headers that change after their check are not sent', async (t) => {
  const changing: Record<string, string> = { 'x-a': 'a' }
  const sent: unknown[] = []
  const { progress$ } = createClient({
    apiKey: () => KEY,
    headers: changing,
    transport: ({ headers }) => {
      sent.push(headers['x-a'], headers['x-b'])
      return of({ status: 404, body: '' })
    },
  })
  changing['x-a'] = 'b\r\n'
  changing['x-b'] = 'b\r\n'
  await firstValueFrom(progress$('a').pipe(materialize()))
  t.deepEqual(sent, ['a', undefined])
})

test('http: is allowed only for loopback, and the error shows no password', (t) => {
  for (const baseUrl of [
    'http://api.cekura.ai',
    'http://127.0.0.1.example.com',
    `http://me:${TOKEN}@localhost`,
  ]) {
    const error = t.throws(() => createClient({ apiKey: KEY, baseUrl }))
    t.like(error, { _tag: 'Config', option: 'baseUrl' })
    keepsSecrets(t, error)
  }
})

const escapes = '\u001b[2J\u001b]0;owned\u0007 \u202egnp.exe \u2028 \u0000 \u009b31m'

test('text of a server is shown without control characters', async (t) => {
  const body = (value: object): string => JSON.stringify(value)
  for (const reply of [
    { status: 400, body: escapes },
    { status: 400, body: body({ detail: escapes }) },
    { status: 200, body: escapes },
    { status: 200, body: body({ status: escapes }) },
    { status: 200, body: body({ status: 'failed', error: escapes }) },
  ]) {
    const { message } = (await failureOf({ transport: () => of(reply) })) as Error
    t.false(/\p{Cc}|\u202e|\u2028/u.test(message), message)
    t.true(message.includes('\\u001b[2J'))
  }
  const { message } = (await failureOf({
    fetch: () => Promise.reject(new Error(escapes)),
    retry: false,
  })) as Error
  t.false(/\p{Cc}|\u202e|\u2028/u.test(message), message)
})

test('an id is shown without control characters', async (t) => {
  const { progress$ } = createClient({ transport: () => of({ status: 404, body: '' }) })
  const [end] = await firstValueFrom(progress$(escapes).pipe(materialize(), toArray()))
  t.false(/\p{Cc}|\u202e|\u2028/u.test((end as unknown as { error: Error }).error.message))
})

/** Keys by rotation: a new one for each request. */
const rotating = (keys: readonly string[]) => {
  let asked = 0
  return (): string => keys[Math.min(asked++, keys.length - 1)]!
}

for (const [how, config] of Object.entries<ClientConfig>({
  'an echo': { transport: echoing({ status: 401, body: keys.join() }) },
  'a body that does not decode': { transport: echoing({ status: 200, body: keys.join() }) },
  'a failed job': {
    transport: echoing({ status: 200, body: `{"status":"failed","error":"${keys.join()}"}` }),
  },
  'a network failure': { transport: echoing(throwError(() => new Error(keys.join()))) },
  interval: { transport: queued, interval: failingLater(1) },
  'retry.isTransient': {
    transport: echoing({ status: 503, body: '' }),
    retry: { isTransient: failing(new Error(keys.join())) },
  },
  active$: failingPause(),
  'headers()': { transport: queued, headers: failingLater({}) },
}))
  test(`replaced keys stay redacted in ${how}`, async (t) => {
    const error = await failureOf({ apiKey: rotating(keys), retry: false, ...config })
    t.true(error instanceof Error)
    for (const key of keys) t.false(prints(error).includes(key), prints(error))
  })

test('a late reply is shown without its older key', async (t) => {
  const reply$ = new Subject<HttpReply>()
  let asked = 0
  const transport = () => {
    if (++asked === 3) queueMicrotask(() => reply$.next({ status: 403, body: keys.join() }))
    return asked === 1 ? reply$ : queued()
  }
  const client = createClient({ apiKey: rotating(keys), transport })
  const failure = lastValueFrom(client.progress$('a')).catch((error: unknown) => error)
  const others = [client.progress$('b').subscribe(), client.progress$('c').subscribe()]
  const printed = prints(await failure)
  for (const other of others) other.unsubscribe()
  for (const key of keys) t.false(printed.includes(key), printed)
})

for (const [how, supplied] of Object.entries<ClientConfig>({
  strings: { apiKey: KEY, headers },
  functions: { apiKey: () => KEY, headers: () => headers },
  promises: { apiKey: () => Promise.resolve(KEY), headers: () => Promise.resolve(headers) },
}))
  test(`${how}: no property of a client or a subscription holds a secret`, async (t) => {
    const client = createClient({
      ...supplied,
      fetch: () => new Promise(() => {}),
      requestTimeout: 30,
      retry: false,
    })
    const observables = [client.progress$('a'), client.start$(request), client.run$(request), client.events$]
    const subscriptions = observables.map((source) =>
      (source as Observable<unknown>).subscribe({ error: () => {} }),
    )
    for (const ms of [0, 10, 60]) {
      await new Promise((resolve) => setTimeout(resolve, ms))
      for (const u of [client, ...observables, ...subscriptions])
        keepsSecrets(t, inspect(u, { showHidden: true, depth: 50, getters: true }))
    }
  })
