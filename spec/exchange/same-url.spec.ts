import test from 'ava'
import { isSameUrl } from '../../lib/exchange/same-url.js'

const origin = 'https://api.cekura.ai'

for (const [final, requested] of [
  [`${origin}/p/?id=a`, `${origin}/p/?id=a`],
  ['/p/?id=a', `${origin}/p/?id=a`],
  ['//api.cekura.ai/p/?id=a', `${origin}/p/?id=a`],
  ['', `${origin}/p/?id=a`],
  ['https://API.cekura.ai:443/p/?id=a', `${origin}/p/?id=a`],
  [`${origin}/p/?id=a%27b`, `${origin}/p/?id=a'b`],
  [`${origin}/p/?id=a'b`, `${origin}/p/?id=a%27b`],
  [`${origin}/p/?id=a b`, `${origin}/p/?id=a%20b`],
  [`${origin}/p/?id=a+b`, `${origin}/p/?id=a%20b`],
  [`${origin}/p/?id=ü`, `${origin}/p/?id=%C3%BC`],
  [`${origin}/p/?id=%c3%bc`, `${origin}/p/?id=%C3%BC`],
  [`${origin}/a:b/?id=c/d`, `${origin}/a%3Ab/?id=c%2Fd`],
] as const)
  test(`${final} is ${requested}`, (t) => t.true(isSameUrl(final, requested)))

for (const [final, requested] of [
  ['http://api.cekura.ai/p/', `${origin}/p/`],
  ['https://elsewhere.example/p/', `${origin}/p/`],
  ['//elsewhere.example/p/', `${origin}/p/`],
  [`${origin}:8443/p/`, `${origin}/p/`],
  [`${origin}/q/`, `${origin}/p/`],
  [`${origin}/p`, `${origin}/p/`],
  ['/q/', `${origin}/p/`],
  [`${origin}/p/?id=b`, `${origin}/p/?id=a`],
  [`${origin}/p/`, `${origin}/p/?id=a`],
  [`${origin}/p/?id=a b`, `${origin}/p/?id=a%2Bb`],
  [`${origin}/p/?id=%`, `${origin}/p/?id=%25`],
  ['https://api.cekura.ai%2Fp%2F@elsewhere.example/', `${origin}/p/@elsewhere.example/`],
  ['about:blank', `${origin}/p/`],
] as const)
  test(`${final} is not ${requested}`, (t) => t.false(isSameUrl(final, requested)))

test.serial('without a URL that parses, texts are compared', (t) => {
  const { URL: given } = globalThis
  t.teardown(() => (globalThis.URL = given))
  globalThis.URL = class {
    get href(): string {
      throw new Error('not implemented')
    }
  } as never
  t.true(isSameUrl(`${origin}/p/?id=ü`, `${origin}/p/?id=%C3%BC`))
  t.false(isSameUrl(`${origin}/q/`, `${origin}/p/`))
})
