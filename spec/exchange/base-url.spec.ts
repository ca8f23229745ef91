import test, { type ExecutionContext } from 'ava'
import { ConfigError, createClient } from '../../lib/index.js'
import { firstRequest, refusal } from '../support/config.js'

const KEY = 'a-secret-key'

for (const [baseUrl, message] of [
  [7, 'baseUrl: expected string, got number'],
  ['api.cekura.ai', 'baseUrl: no scheme'],
  ['/api', 'baseUrl: no scheme'],
  ['', 'baseUrl: is empty'],
  ['ftp://api.cekura.ai', 'baseUrl: neither https: nor http:'],
  ['http://api.cekura.ai', 'baseUrl: http: to a host that is not loopback'],
  ['http://api.localhost', 'baseUrl: http: to a host that is not loopback'],
  ['http://localhost.', 'baseUrl: http: to a host that is not loopback'],
  ['http://[::ffff:127.0.0.1]', 'baseUrl: http: to a host that is not loopback'],
  ['http://0.0.0.0', 'baseUrl: http: to a host that is not loopback'],
  ['http://localhost@example.com', 'baseUrl: contains a user or a password'],
  ['https://api.cekura.ai?', 'baseUrl: contains a query'],
  ['http://localhost.example.com', 'baseUrl: http: to a host that is not loopback'],
  ['http://127.0.0.1.example.com', 'baseUrl: http: to a host that is not loopback'],
  ['http://example.com/x.localhost/', 'baseUrl: http: to a host that is not loopback'],
  [`https://me:${KEY}@api.cekura.ai`, 'baseUrl: contains a user or a password'],
  [`https://${KEY}@api.cekura.ai`, 'baseUrl: contains a user or a password'],
  ['https://api.cekura.ai?a=b', 'baseUrl: contains a query'],
  ['https://api.cekura.ai#a', 'baseUrl: contains a fragment'],
  ['ftp://localhost', 'baseUrl: neither https: nor http:'],
  ['ws://localhost', 'baseUrl: neither https: nor http:'],
  ['http://notlocalhost', 'baseUrl: http: to a host that is not loopback'],
  ['http://127.0.0.1234', 'baseUrl: no valid URL'],
  ['http://127.0.0.1.1', 'baseUrl: no valid URL'],
  ['http://1127.0.0.1', 'baseUrl: no valid URL'],
  ['http://[::11]', 'baseUrl: http: to a host that is not loopback'],
  ['http://[1::1]', 'baseUrl: http: to a host that is not loopback'],
] as const)
  test(`baseUrl ${baseUrl} is refused: ${message}`, (t) => {
    const error = refusal({ baseUrl })
    t.true(error instanceof ConfigError)
    t.is(error.option, 'baseUrl')
    t.is(error.message, message)
  })

for (const [baseUrl, start] of [
  ['https://example.com', 'https://example.com/test_framework/'],
  ['https://example.com/', 'https://example.com/test_framework/'],
  ['https://example.com/prefix//', 'https://example.com/prefix/test_framework/'],
  ['http://localhost:8080', 'http://localhost:8080/test_framework/'],
  ['HTTP://LOCALHOST:3000', 'http://localhost:3000/test_framework/'],
  ['http://127.1', 'http://127.0.0.1/test_framework/'],
  ['http://[::1]:80/a', 'http://[::1]/a/test_framework/'],
  ['http://[::1]:81', 'http://[::1]:81/test_framework/'],
  ['https://example.com/a@b:1', 'https://example.com/a@b:1/test_framework/'],
  [undefined, 'https://api.cekura.ai/test_framework/'],
] as const)
  test(`baseUrl ${baseUrl}`, async (t) => {
    const { url } = await firstRequest({ baseUrl })
    t.true(url.startsWith(start), url)
  })

test.serial('a browser resolves *.localhost itself, so it is loopback there', async (t) => {
  const browser = globalThis as { isSecureContext?: boolean }
  t.teardown(() => delete browser.isSecureContext)
  browser.isSecureContext = true
  const { url } = await firstRequest({ baseUrl: 'http://api.localhost' })
  t.true(url.startsWith('http://api.localhost/'))
  for (const baseUrl of [
    'http://.localhost.example.com',
    'http://apilocalhost',
    'http://example.com/.localhost',
  ])
    t.throws(() => createClient({ baseUrl }), { instanceOf: ConfigError })
})

test('50,000 slashes take linear time', (t) => {
  const startedAt = performance.now()
  const slashes = '/'.repeat(50_000)
  t.throws(() => createClient({ baseUrl: `http://a${slashes}b` }), { instanceOf: ConfigError })
  t.notThrows(() => createClient({ baseUrl: `https://a${slashes}b${slashes}` }))
  t.true(performance.now() - startedAt < 1000)
})

test('allowInsecure allows http: anywhere', async (t) => {
  const { url } = await firstRequest({ baseUrl: 'http://example.com', allowInsecure: true })
  t.true(url.startsWith('http://example.com/'))
})

test('every address from 127.0.0.0 to 127.255.255.255 is loopback', async (t) => {
  const { url } = await firstRequest({ baseUrl: 'http://127.10.200.255' })
  t.true(url.startsWith('http://127.10.200.255/'))
})

/* A relative baseUrl. */

const onPage = (t: ExecutionContext, page: object): void => {
  Object.assign(globalThis, page)
  t.teardown(() => Object.keys(page).forEach((name) => Reflect.deleteProperty(globalThis, name)))
}

const location = { href: 'https://page.example/app/jobs/5' }

for (const [what, page, baseUrl, start] of [
  [
    'a page with a base',
    { location, document: { baseURI: 'https://page.example/app/' } },
    'api',
    'https://page.example/app/api/',
  ],
  ['a page', { location, document: { baseURI: location.href } }, 'api', 'https://page.example/app/jobs/api/'],
  ['a worker', { location }, 'api', 'https://page.example/app/jobs/api/'],
  ['a document without an address', { location, document: {} }, '/api', 'https://page.example/api/'],
] as const)
  test.serial(`a relative baseUrl in ${what}`, async (t) => {
    onPage(t, page)
    const { url } = await firstRequest({ baseUrl })
    t.true(url.startsWith(`${start}test_framework/`), url)
  })
