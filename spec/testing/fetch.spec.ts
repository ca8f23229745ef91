import test from 'ava'
import { lastValueFrom } from 'rxjs'
import { createClient } from '../../lib/index.js'
import { callEvaluation } from '../../lib/jobs/index.js'
import { fakeCekura } from '../../lib/testing/index.js'
import { until } from '../support/until.js'

test.serial('the fetch needs no global that jsdom or React Native lacks', async (t) => {
  const missing = ['Response', 'Headers', 'Request', 'DOMException', 'TextDecoder', 'Blob'] as const
  const kept = missing.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)!] as const)
  for (const name of missing) Reflect.deleteProperty(globalThis, name)
  t.teardown(() => kept.forEach(([name, descriptor]) => Object.defineProperty(globalThis, name, descriptor)))

  const fake = fakeCekura()
  fake.job('a', ['queued', { http: 503 }, 'completed'])
  fake.job('b', [{ fault: 'hang' }])
  const client = createClient({ apiKey: 'key', fetch: fake.fetch, interval: 0, retry: { initialDelay: 0 } })
  t.is((await lastValueFrom(client.progress$('a'))).status, 'completed')
  const subscription = client.progress$('b').subscribe()
  await until(() => fake.requests.at(-1)!.outcome === 'hang')
  subscription.unsubscribe()
  t.is(fake.requests.at(-1)!.outcome, 'aborted')
})

test('a response has the fields that clients read, and header names ignore case', async (t) => {
  const { fetch, job } = fakeCekura()
  const path = 'https://fake/test_framework/v1/metrics/generate_clean_description_progress/?progress_id=a'
  job('a', ['queued', { status: 'processing' }, { http: 302, headers: { Location: '/elsewhere' } }])
  const first = await fetch(path, { headers: { 'X-CEKURA-API-KEY': 'key' } })
  t.like(first, { status: 200, ok: true })
  t.is(first.headers.get('Content-Type'), 'application/json')
  t.is(await first.text(), '{"status":"queued"}')
  t.deepEqual(await first.json(), { status: 'queued' })
  t.is((await fetch(path, { headers: { 'x-cekura-api-key': 'key' } })).status, 200)
  const second = await fetch(path, { headers: { 'x-cekura-api-key': 'key' } })
  t.like(second, { status: 302, ok: false })
  t.is(second.headers.get('location'), '/elsewhere')
  t.is(second.headers.get('etag'), null)
  t.like(await fetch(path), { status: 401, ok: false })
})

for (const [http, ok] of [
  [199, false],
  [200, true],
  [299, true],
  [300, false],
] as const)
  test(`a response with ${http} is ${ok ? '' : 'not '}ok`, async (t) => {
    const { fetch, of } = fakeCekura()
    of(callEvaluation).job(7, [{ http }])
    const response = await fetch('https://fake/observability/v1/call-logs/7/', {
      headers: { 'x-cekura-api-key': 'key' },
    })
    t.like(response, { status: http, ok })
    t.is(await response.text(), '')
  })
