import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deflateSync, gzipSync } from 'node:zlib'
import test, { type ExecutionContext } from 'ava'
import { lastValueFrom } from 'rxjs'
import { type ClientConfig, createClient, type FetchLike } from '../../lib/index.js'

const text = '{"status":"completed","clean_description":"ü","thinking":""}'

/** The end of a job whose only answer has these bytes. */
const endOf = async (
  t: ExecutionContext,
  coding: string | undefined,
  bytes: Uint8Array,
  config: ClientConfig,
): Promise<unknown> => {
  const server = createServer((_, response) => {
    if (coding !== undefined) response.setHeader('content-encoding', coding)
    response.end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { progress$ } = createClient({ baseUrl, apiKey: 'key', retry: false, ...config })
  return lastValueFrom(progress$('a')).catch((error: unknown) => error)
}

for (const [name, fetch] of [
  ['the default fetch', undefined],
  ['the native fetch', globalThis.fetch as FetchLike],
] as const) {
  for (const [coding, bytes] of [
    ['gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['Gzip', gzipSync(text)],
    ['X-GZIP', gzipSync(text)],
    ['Deflate', deflateSync(text)],
    ['identity', Buffer.from(text)],
    [undefined, gzipSync(text)],
  ] as const)
    test(`${name}: Content-Encoding ${coding}`, async (t) => {
      t.like(await endOf(t, coding, bytes, { fetch }), { status: 'completed', clean_description: 'ü' })
    })

  test(`${name}: a small body that grows over maxBodyBytes is refused`, async (t) => {
    const bomb = gzipSync(' '.repeat(10_000_000) + text)
    for (const coding of ['gzip', 'GZIP'])
      t.like(await endOf(t, coding, bomb, { fetch, maxBodyBytes: 100_000 }), { _tag: 'Decode' })
  })

  test(`${name}: bytes that only look compressed are a DecodeError`, async (t) => {
    t.like(await endOf(t, undefined, gzipSync(text).subarray(0, 40), { fetch }), { _tag: 'Decode' })
  })
}
