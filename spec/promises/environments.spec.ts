import { join } from 'node:path'
import vm from 'node:vm'
import test from 'ava'
import { build } from 'esbuild'

const lib = join(__dirname, '../../lib')

/** The web's half of the library as a script, as bundlers take it into an app. */
const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "./index.js"; export { lastValueFrom } from "rxjs"', resolveDir: lib },
    alias: { '#platform': join(lib, 'platform/web.ts') },
    bundle: true,
    format: 'iife',
    globalName: 'cekura',
    platform: 'browser',
    write: false,
  })
  return outputFiles[0]!.text
}

/** A URL of React Native before 0.80: it has `href`, and most other parts throw. */
class PartialURL {
  readonly href: string
  constructor(url: string) {
    if (!url.includes('://')) throw new TypeError(`Invalid URL: ${url}`)
    this.href = url.endsWith('/') ? url : `${url}/`
  }
  get protocol(): never {
    throw new Error('URL.protocol is not implemented')
  }
  get origin(): never {
    throw new Error('URL.origin is not implemented')
  }
}

/** A URLSearchParams of old React Natives: it encodes nothing. */
class PartialSearchParams {
  constructor(private readonly given: Record<string, string>) {}
  toString(): string {
    return Object.entries(this.given)
      .map((pair) => pair.join('='))
      .join('&')
  }
}

/** Responses that have only a whole text: first an empty 503, then the result. */
const textOnlyFetch = (asked: string[]) => (url: string) => {
  const text = asked.push(url) === 1 ? '' : '{"status":"completed","clean_description":"ü","thinking":""}'
  return Promise.resolve({
    status: text ? 200 : 503,
    headers: { get: () => null },
    text: () => Promise.resolve(text),
  })
}

const timers = { setTimeout, clearTimeout, setInterval, clearInterval }

test('a text-only fetch, timers and an AbortController suffice', async (t) => {
  const asked: string[] = []
  const reactNative: Record<string, unknown> = {
    ...timers,
    AbortController,
    URL: PartialURL,
    URLSearchParams: PartialSearchParams,
    navigator: { product: 'ReactNative' },
    Blob: Object,
    fetch: textOnlyFetch(asked),
  }
  reactNative['window'] = vm.createContext(reactNative)
  const script = `${await bundle()}
    const seen = []
    const active$ = cekura.whenOnline()
    const make = (config) => cekura.createClient({ active$, retry: { initialDelay: 1 }, ...config })
    for (const baseUrl of ['http://me:key@127.0.0.1', 'http://a.localhost', 'https://a b', '/api', 'https://a?b', 'https://a#b'])
      try { make({ baseUrl }) } catch (error) { seen.push(error._tag) }
    for (const baseUrl of ['http://127.0.0.1:80', 'http://LOCALHOST', 'https://10.0.0.1:8080/api/'])
      make({ baseUrl })
    cekura.lastValueFrom(make({}).progress$('a&b')).then((progress) => [...seen, progress.clean_description].join())`
  const end = await (vm.runInContext(script, reactNative) as Promise<string>)
  t.is(end, 'Config,Config,Config,Config,Config,Config,ü')
  const url =
    'https://api.cekura.ai/test_framework/v1/metrics/generate_clean_description_progress/?progress_id=a%26b'
  t.deepEqual(asked, [url, url])
})

test('globals that throw when read count as absent', async (t) => {
  const throwing = (): never => {
    throw new Error('SecurityError')
  }
  const context = vm.createContext({ ...timers, AbortController, URL, fetch: textOnlyFetch([]) })
  for (const name of ['document', 'window', 'navigator', 'location', 'performance'])
    Object.defineProperty(context, name, { get: throwing })
  const script = `${await bundle()}
    const active$ = cekura.whenVisible()
    cekura.lastValueFrom(cekura.createClient({ active$, retry: { initialDelay: 1 } }).progress$('a'))`
  t.like(await vm.runInContext(script, context), { status: 'completed' })
})

test('a performance without now counts as absent', async (t) => {
  const script = `${await bundle()}
    cekura.lastValueFrom(cekura.createClient({ retry: { initialDelay: 1 } }).progress$('a'))`
  for (const performance of [{}, undefined, { now: 7 }]) {
    const context = vm.createContext({
      ...timers,
      AbortController,
      URL,
      fetch: textOnlyFetch([]),
      performance,
    })
    t.like(await vm.runInContext(script, context), { status: 'completed' })
  }
})
