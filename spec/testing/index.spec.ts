import test from 'ava'
import { lastValueFrom, toArray } from 'rxjs'
import { createClient, type HttpError, type NetworkError } from '../../lib/index.js'
import { platform as web } from '../../lib/platform/web.js'
import { type Fault, fakeCekura } from '../../lib/testing/index.js'
import { until } from '../support/until.js'
import { progress, tagged, virtually } from '../support/virtual.js'

const quick = { apiKey: 'key', interval: 0, retry: { initialDelay: 0 } } as const
const request = { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' } as const
const statuses = (client: ReturnType<typeof createClient>, id: string) =>
  lastValueFrom(client.progress$(id).pipe(toArray())).then((all) => all.map(({ status }) => status))

test('a job takes a step per poll, and stays at the last', async (t) => {
  const fake = fakeCekura()
  fake.job('a', [
    'queued',
    'queued',
    { http: 503 },
    { fault: 'reset' },
    'processing',
    { status: 'completed', extra: 1 },
  ])
  const client = createClient({ ...quick, fetch: fake.fetch })
  t.deepEqual(await statuses(client, 'a'), ['queued', 'processing', 'completed'])
  t.like(await lastValueFrom(client.progress$('a')), { status: 'completed', extra: 1 })
  t.is(fake.requests.length, 7)
})

test('listen() in a page throws an error that names Node', (t) => {
  t.throws(() => web.createServer(), { message: 'fakeCekura: listen() needs Node' })
})

test('a failed job has a reason', async (t) => {
  const fake = fakeCekura()
  fake.job('a', ['failed'])
  const client = createClient({ ...quick, fetch: fake.fetch })
  await t.throwsAsync(lastValueFrom(client.progress$('a')), {
    message: 'clean-description "a" failed: example of error; start another job',
  })
})

test('the transport runs on virtual time', (t) => {
  virtually(t, ({ expectObservable }) => {
    const fake = fakeCekura()
    const completed = { status: 'completed', clean_description: 'clean', thinking: 'thought' } as const
    fake.job('a', [{ status: 'queued', delay: 5 }, 'processing', completed])
    const { progress$ } = createClient({ apiKey: 'key', interval: 10, transport: fake.transport })
    expectObservable(progress$('a')).toBe('-----q---------p---------(c|)', progress)
  })
})

test('started jobs follow the script, which can depend on the request', async (t) => {
  const fake = fakeCekura({
    script: ({ agent }) => [{ status: 'completed', clean_description: `for ${agent}` }],
  })
  const { run$, start$ } = createClient({ ...quick, fetch: fake.fetch })
  t.like(await lastValueFrom(run$(request)), { clean_description: 'for 7' })
  t.is(await lastValueFrom(start$(request)), 'job-2')
  const { run$: plain$ } = createClient({ ...quick, fetch: fakeCekura().fetch })
  t.is((await lastValueFrom(plain$(request))).status, 'completed')
})

for (const [apiKey, accepted, detail] of [
  [undefined, undefined, 'Authentication credentials were not provided.'],
  ['other', 'key', 'Invalid API key.'],
] as const)
  test(`a request with the key ${apiKey} is refused with 401 if ${accepted} is accepted`, async (t) => {
    const fake = fakeCekura({ apiKey: accepted })
    const { progress$ } = createClient({ apiKey, fetch: fake.fetch })
    t.like(await t.throwsAsync<HttpError>(lastValueFrom(progress$('a'))), { status: 401, detail })
  })

const fetched = async (path: string, init?: object, apiKey?: string) => {
  const { fetch } = fakeCekura({ apiKey })
  const response = await fetch(`https://fake${path}`, { headers: { 'X-CEKURA-API-KEY': 'key' }, ...init })
  return [response.status, await response.json()] as const
}
const START = '/test_framework/v1/metrics/generate_clean_description_bg/'
const PROGRESS = '/test_framework/v1/metrics/generate_clean_description_progress/'

test('requests are checked as in the OpenAPI documents', async (t) => {
  const required = ['This field is required.']
  t.deepEqual(await fetched(`${PROGRESS}?progress_id=x`), [404, { detail: 'Not found.' }])
  t.deepEqual(await fetched(PROGRESS), [400, { progress_id: required }])
  t.deepEqual(await fetched('/elsewhere'), [404, { detail: 'Not found.' }])
  for (const body of [undefined, 'nonsense', '7', '{}'])
    t.deepEqual(await fetched(START, { method: 'POST', body }), [
      400,
      { agent: required, metric_description: required, eval_type: required },
    ])
  t.deepEqual(
    await fetched(START, { method: 'POST', body: JSON.stringify({ ...request, eval_type: 'x' }) }),
    [400, { eval_type: ['This value is not valid.'] }],
  )
  t.deepEqual(await fetched(START, { method: 'POST', body: JSON.stringify(request) }, 'key'), [
    200,
    { progress_id: 'job-1' },
  ])
})

test('a step can be any HTTP response', async (t) => {
  const fake = fakeCekura()
  fake.job('a', [
    { http: 302, headers: { location: '/elsewhere' } },
    { http: 500, body: '<h1>Error</h1>' },
    { http: 418, body: { detail: 'teapot' } },
  ])
  const url = `https://fake${PROGRESS}?progress_id=a`
  const answers = [1, 2, 3].map(() => fake.fetch(new URL(url), { headers: { 'x-cekura-api-key': 'key' } }))
  const [redirect, page, teapot] = await Promise.all(answers)
  t.is(redirect!.headers.get('location'), '/elsewhere')
  t.is(await page!.text(), '<h1>Error</h1>')
  t.deepEqual([teapot!.status, await teapot!.json()], [418, { detail: 'teapot' }])
})

test('a job needs at least one step', (t) => {
  t.throws(() => fakeCekura().job('a', []), { instanceOf: RangeError })
})

for (const [fault, code] of [
  ['reset', 'ECONNRESET'],
  ['garbage', 'HPE_INVALID_CONSTANT'],
  ['cut', 'ERR_STREAM_PREMATURE_CLOSE'],
] as const)
  test(`the fault ${fault} is a network failure, in memory and from the server`, async (t) => {
    const fake = fakeCekura()
    const server = await fake.listen()
    t.teardown(server.close)
    fake.job('a', [{ fault }])
    for (const where of [{ fetch: fake.fetch }, { baseUrl: server.url }]) {
      const { progress$ } = createClient({ ...quick, retry: false, ...where })
      t.is((await t.throwsAsync<NetworkError>(lastValueFrom(progress$('a')))).code, code)
    }
    t.deepEqual(
      fake.requests.map(({ outcome }) => outcome),
      [fault, fault],
    )
  })

test('the fault hang lasts until the client aborts', async (t) => {
  const fake = fakeCekura()
  fake.job('a', [{ fault: 'hang' as Fault }])
  const { progress$ } = createClient({ ...quick, retry: false, requestTimeout: 5, fetch: fake.fetch })
  t.is(await lastValueFrom(tagged(progress$('a'))), 'Network')
  t.is(fake.requests[0]!.outcome, 'aborted')
})

test('an aborted signal rejects at once, as fetch does', async (t) => {
  const fake = fakeCekura()
  const error = await t.throwsAsync(fake.fetch('https://fake/', { signal: AbortSignal.abort() }), {
    any: true,
  })
  t.like(error, { name: 'AbortError', message: 'This operation was aborted' })
  t.is(fake.requests.length, 0)
})

test('the server does the same over HTTP, and records an abort', async (t) => {
  const fake = fakeCekura({ apiKey: 'key' })
  const server = await fake.listen()
  t.teardown(server.close)
  const client = createClient({ ...quick, baseUrl: server.url })
  t.is((await lastValueFrom(client.run$(request))).status, 'completed')
  t.like(await t.throwsAsync(lastValueFrom(client.progress$('x'))), { status: 404 })

  fake.job('slow', [{ status: 'queued', delay: 1e6 }])
  const subscription = client.progress$('slow').subscribe()
  await until(() => fake.requests.at(-1)!.path.endsWith('slow'))
  subscription.unsubscribe()
  await until(() => fake.requests.at(-1)!.outcome === 'aborted')
  t.pass()
})

test('a port that is taken is an error', async (t) => {
  const server = await fakeCekura().listen()
  t.teardown(server.close)
  await t.throwsAsync(fakeCekura().listen(Number(new URL(server.url).port)), { code: 'EADDRINUSE' })
})
