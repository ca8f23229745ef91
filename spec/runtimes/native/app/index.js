/* global AbortSignal, clearTimeout, HermesInternal, print, ReadableStream, TextDecoder */
// Watches scripted jobs by React Native's fetch. Prints all that it saw as one line of JSON.
import './globals'
import { createClient, whenOnline, whenVisible } from 'rx-cekura'
import { testRun } from 'rx-cekura/jobs'
import { combineLatest, map } from 'rxjs'

/** Responses by the end of the URL. The last one stays. */
const script = {
  '=a': [
    { body: '{"status":"queued"}' },
    { status: 503, body: '' },
    { fault: 'reset' },
    { fault: 'hang' },
    { body: '{"status":"processing"}' },
    { body: '{"status":"completed","clean_description":"Grüße 👋","thinking":""}' },
  ],
  '=failing': [{ body: '{"status":"queued"}' }, { body: '{"status":"failed","error":"no such agent"}' }],
  '=stuck': [{ body: '{"status":"queued"}' }],
  '=throttled': [
    { status: 429, body: '', headers: 'retry-after: 60\r\n' },
    { body: '{"status":"completed","clean_description":"d","thinking":""}' },
  ],
  '=long': [{ body: `{"status":"queued","more":"${'ü'.repeat(600)}"}` }],
  '=left': [{ fault: 'hang' }],
  '/results/7/': [{ body: '{"status":"running"}' }, { body: '{"status":"completed"}' }],
  '/generate_clean_description_bg/': [{ status: 201, body: '{"progress_id":"failing"}' }],
}
const requests = []

const responseTo = (url) => {
  const [, responses] = Object.entries(script).find(([end]) => url.endsWith(end))
  return responses.length > 1 ? responses.shift() : responses[0]
}

/** React Native's fetch sends its requests by this. */
globalThis.XMLHttpRequest = class {
  open(method, url) {
    Object.assign(this, { method, url, sent: {} })
  }
  setRequestHeader(name, value) {
    this.sent[name] = value
  }
  getAllResponseHeaders() {
    return this.received
  }
  send(body) {
    const { method, url, sent } = this
    requests.push(`${method} ${url} ${sent['x-cekura-api-key']} ${body ?? ''}`)
    const { status = 200, body: responseText, headers = '', fault } = responseTo(url)
    if (fault === 'hang') return
    Object.assign(this, { status, responseText, received: headers, responseURL: url })
    this.timer = setTimeout(() => (fault ? this.onerror() : this.onload()), 50)
  }
  abort() {
    clearTimeout(this.timer)
    requests.push(`aborted ${this.url}`)
    this.onabort()
  }
}

const seen = (source$) =>
  new Promise((resolve) => {
    const all = []
    source$.subscribe({
      next: ({ status, clean_description: text }) => all.push(text ?? status),
      error: ({ _tag, message }) => resolve([...all, _tag, message]),
      complete: () => resolve(all),
    })
  })

const attempt = (get) => {
  try {
    return get()
  } catch (error) {
    return error.message
  }
}

const globals = {
  HermesInternal: typeof HermesInternal,
  TextDecoder: typeof TextDecoder,
  ReadableStream: typeof ReadableStream,
  performance: typeof performance,
  'AbortSignal.any': typeof AbortSignal.any,
  protocol: attempt(() => new URL('https://a.b/').protocol),
}

const main = async () => {
  const active$ = combineLatest([whenVisible(), whenOnline()]).pipe(map((all) => all.every(Boolean)))
  const make = (options) => createClient({ apiKey: 'key', active$, ...options })
  const { progress$, run$, of } = make()

  const watched = await seen(progress$('a'))
  const other = await seen(of(testRun).progress$(7))
  const failed = await seen(progress$('failing'))
  const stuck = await seen(make({ deadline: 60_000 }).progress$('stuck'))
  const long = await seen(make({ maxBodyBytes: 1000 }).progress$('long'))

  const started = await seen(run$({ agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' }))
  const start = requests.find((request) => request.startsWith('POST'))

  const begun = Date.now()
  const throttled = await seen(progress$('throttled'))
  const waited = Date.now() - begun

  const subscription = progress$('left').subscribe({ error: print })
  await new Promise((resolve) => setTimeout(resolve, 100))
  subscription.unsubscribe()
  const left = requests[requests.length - 1]

  print(
    JSON.stringify({ globals, watched, other, failed, stuck, long, started, start, throttled, waited, left }),
  )
}
main().catch((error) => print(error.stack))
