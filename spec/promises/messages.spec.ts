import { inspect } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { map, NEVER, EMPTY, type Observable, of, throwError } from 'rxjs'
import { type ClientConfig, createClient } from '../../lib/index.js'
import { agentImport, agentTools, simplifyPrompt, testRun } from '../../lib/jobs/index.js'
import { virtually } from '../support/virtual.js'

/*
 * Situations and the exact messages that they lead to. A message names the request, the response and the remedy.
 */

const KEY = 'a-secret-key'

/* Options that are refused: the message names the rule, never the value. */

const refusal = (config: unknown): string => {
  try {
    createClient(config as ClientConfig)
  } catch (error) {
    return (error as Error).message
  }
  return 'accepted'
}

for (const [config, message] of [
  [{ apiKey: '' }, 'apiKey: is empty'],
  [{ apiKey: ' \t' }, 'apiKey: is blank'],
  [{ apiKey: `${KEY}\n` }, 'apiKey: contains a line break'],
  [{ apiKey: `${KEY}\r\n${KEY}\0` }, 'apiKey: contains a line break'],
  [{ apiKey: `${KEY}\0` }, 'apiKey: contains a NUL character'],
  [{ apiKey: `${KEY}\u001b[2J` }, 'apiKey: contains a control character'],
  [{ apiKey: `${KEY}ł` }, 'apiKey: contains a character outside Latin-1'],
  [{ apiKey: 7 }, 'apiKey: expected string, or function, got number'],

  [{ baseUrl: '' }, 'baseUrl: is empty'],
  [{ baseUrl: '  ' }, 'baseUrl: is empty'],
  [{ baseUrl: 'api.cekura.ai' }, 'baseUrl: no scheme'],
  [{ baseUrl: 'localhost:8080' }, 'baseUrl: no scheme'],
  [{ baseUrl: '/api' }, 'baseUrl: no scheme'],
  [{ baseUrl: 'ftp://api.cekura.ai' }, 'baseUrl: neither https: nor http:'],
  [{ baseUrl: 'https://' }, 'baseUrl: no host'],
  [{ baseUrl: 'https://a b' }, 'baseUrl: no valid URL'],
  [{ baseUrl: 'http://api.cekura.ai' }, 'baseUrl: http: to a host that is not loopback'],
  [{ baseUrl: `https://me:${KEY}@api.cekura.ai` }, 'baseUrl: contains a user or a password'],
  [{ baseUrl: `https://api.cekura.ai/?key=${KEY}` }, 'baseUrl: contains a query'],
  [{ baseUrl: `https://api.cekura.ai/#?${KEY}` }, 'baseUrl: contains a fragment'],
  [{ baseUrl: 7 }, 'baseUrl: expected string, got number'],

  [{ headers: 'a: b' }, 'headers: expected plain object, or function, got string'],
  [{ headers: { 'X-Trace': 7 } }, 'headers.x-trace: expected string, got number'],
  [{ headers: { 'X-Trace': `${KEY}\n` } }, 'headers.x-trace: contains a line break'],
  [{ headers: { 'X-Trace': `${KEY}\0` } }, 'headers.x-trace: contains a NUL character'],
  [{ headers: { 'X-Trace': `${KEY}\x7f` } }, 'headers.x-trace: contains a control character'],
  [{ headers: { 'X-Trace': `${KEY}ł` } }, 'headers.x-trace: contains a character outside Latin-1'],
  [{ headers: { '': KEY } }, 'headers: a name is empty'],
  [{ headers: { [`${KEY}\n`]: 'a' } }, 'headers: a name contains a line break'],
  [{ headers: { [`${KEY}\0`]: 'a' } }, 'headers: a name contains a NUL character'],
  [{ headers: { [`${KEY}ł`]: 'a' } }, 'headers: a name contains a character outside Latin-1'],
  [{ headers: { [`${KEY}: `]: 'a' } }, 'headers: a name contains a character that no header name has'],

  [{ allowInsecure: 'yes' }, 'allowInsecure: expected boolean, got string'],
  [{ share: 0 }, 'share: expected boolean, got number'],
  [{ fetch: KEY }, 'fetch: expected function, got string'],
  [{ transport: {} }, 'transport: expected function, got object'],
  [{ interval: -1 }, 'interval: expected finite number >= 0, or function, got number'],
  [{ interval: NaN }, 'interval: expected finite number >= 0, or function, got NaN'],
  [{ interval: '5' }, 'interval: expected finite number >= 0, or function, got string'],
  [{ retry: true }, 'retry: expected object or false, got boolean'],
  [{ retry: { limit: 1.5 } }, 'retry.limit: expected whole number >= 0, got number'],
  [{ retry: { initialDelay: Infinity } }, 'retry.initialDelay: expected finite number >= 0, got Infinity'],
  [{ retry: { maxDelay: null } }, 'retry.maxDelay: expected finite number >= 0, got null'],
  [{ retry: { isTransient: true } }, 'retry.isTransient: expected function, got boolean'],
  [
    { retry: { retries: 5 } },
    'retry.retries: expected one of limit, initialDelay, maxDelay, isTransient, got number',
  ],
  [{ requestTimeout: 0 }, 'requestTimeout: expected finite number > 0, got number'],
  [{ requestTimeout: Infinity }, 'requestTimeout: expected finite number > 0, got Infinity'],
  [{ deadline: 0 }, 'deadline: expected number > 0, got number'],
  [{ deadline: -Infinity }, 'deadline: expected number > 0, got -Infinity'],
  [{ maxBodyBytes: '1MB' }, 'maxBodyBytes: expected finite number > 0, got string'],
  [{ active$: true }, 'active$: expected Observable, got boolean'],
  [
    { timeout: 5 },
    'timeout: expected one of apiKey, headers, baseUrl, allowInsecure, query, fetch, transport, requestTimeout, maxBodyBytes, interval, retry, share, deadline, active$, got number',
  ],
  [[KEY], 'config: expected object, got array'],
  [KEY, 'config: expected object, got string'],

  [{ query: 'a=b' }, 'query: expected plain object, got string'],
  [{ query: { a: [KEY] } }, 'query: contains a value that is neither a string nor a finite number'],
  [{ query: { a: NaN } }, 'query: contains a value that is neither a string nor a finite number'],
  [{ query: { a: '\ud800' } }, 'query: contains half of a surrogate pair'],
] as const)
  test(`option ${inspect(config)}: ${message}`, (t) => t.is(refusal(config), message))

test.serial('the environment is named if an unusable URL comes from it', (t) => {
  process.env['CEKURA_API_URL'] = 'api.cekura.ai'
  t.teardown(() => delete process.env['CEKURA_API_URL'])
  t.is(refusal({}), 'baseUrl (CEKURA_API_URL): no scheme')
  t.is(refusal({ baseUrl: 'localhost' }), 'baseUrl: no scheme')
})

test.serial('baseUrl is checked even if URL parses nothing, as in React Native', (t) => {
  const { URL: given } = globalThis
  t.teardown(() => (globalThis.URL = given))
  globalThis.URL = class {
    constructor(readonly href: string) {}
  } as never
  t.is(refusal({ baseUrl: 'api.cekura.ai' }), 'baseUrl: no scheme')
  t.is(refusal({ baseUrl: 'https://' }), 'baseUrl: no host')
  t.is(refusal({ baseUrl: 'https://:80' }), 'baseUrl: no host')
  t.is(refusal({ baseUrl: 'https://a b' }), 'baseUrl: no valid URL')
})

test.serial('a missing global URL is named', (t) => {
  const { URL: given } = globalThis
  t.teardown(() => (globalThis.URL = given))
  globalThis.URL = undefined as never
  t.is(refusal({}), 'URL: this runtime lacks it; load a polyfill')
  t.is(refusal({ baseUrl: '/api' }), 'URL: this runtime lacks it; load a polyfill')
})

/* Requests and references that are refused: no text of a request is shown, because it may be a provider's key. */

const ending = (t: ExecutionContext, config: ClientConfig, stream: Stream = progress): string => {
  let message = 'no error'
  virtually(t, ({ flush }) => {
    const client = createClient({ apiKey: KEY, retry: false, interval: 10, ...config })
    stream(client).subscribe({ error: (error: Error) => (message = error.message) })
    flush()
  })
  return message
}

type Stream = (client: ReturnType<typeof createClient>) => Observable<unknown>
const progress: Stream = ({ progress$ }) => progress$('a')
const request = { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' } as const
const start: Stream = ({ start$ }) => start$(request)
const cancel: Stream = (client) => client.of(testRun).cancel$(4711)

const oneOf = '"boolean" | "numeric" | "rating" | "enum"'
for (const [what, stream, message] of [
  [
    'a field with a key in it',
    ({ of }) => of(agentTools).start$({ agent_id: 1, provider: KEY, api_key: [KEY] } as never),
    'start$: provider: expected "vapi" | "retell" | "elevenlabs" | "custom", got string; api_key: expected string, got array',
  ],
  [
    'fields of other kinds',
    ({ start$ }) => start$({ ...request, agent: 1.5, eval_type: '' } as never),
    `start$: agent: expected positive whole number, got 1.5; eval_type: expected ${oneOf}, got empty string`,
  ],
  [
    'a request that is a text',
    ({ start$ }) => start$(KEY as never),
    'start$: argument: expected object, got string',
  ],
  [
    'a blank reference',
    ({ progress$ }) => progress$(' '),
    'progressId: progress_id: expected non-blank string, got ""',
  ],
  [
    'a text as reference of two fields',
    ({ of: clientOf }) => clientOf(agentImport).progress$('a' as never),
    'progressId: argument: expected { agent_id, progress_id }, got "a"',
  ],
] as readonly (readonly [string, Stream, string])[])
  test(`argument: ${what}`, (t) => t.is(ending(t, {}, stream), message))

/* Functions and Observables of the caller. */

const answering = (status: number, body = '', headers = {}): ClientConfig => ({
  transport: () => of({ status, body, headers }),
})
/** Answers one request, and the others never. */
const once = (status: number, body: string): ClientConfig => {
  let asked = 0
  return { transport: () => (asked++ === 0 ? of({ status, body }) : NEVER) }
}
const lost = (failure: unknown): ClientConfig => ({ transport: () => throwError(() => failure) })

const queued: ClientConfig = { transport: () => of({ status: 200, body: '{"status":"queued"}' }) }
const throwing = (): never => {
  throw new Error('boom')
}
for (const [what, config, message] of [
  ['a key that is empty', { apiKey: () => '' }, 'apiKey: is empty'],
  ['a key with a line break', { apiKey: () => `${KEY}\n` }, 'apiKey: contains a line break'],
  ['a key that is missing', { apiKey: () => undefined as never }, 'apiKey: expected string, got undefined'],
  ['a key that throws', { apiKey: throwing }, 'apiKey failed; see cause'],
  ['headers that are a list', { headers: () => [] as never }, 'headers: expected plain object, got array'],
  [
    'headers that are Headers',
    { headers: () => new Headers({ a: KEY }) as never },
    'headers: expected plain object, got object',
  ],
  ['headers that throw', { headers: throwing }, 'headers failed; see cause'],
  [
    'an interval that is negative',
    { ...queued, interval: () => -1 },
    'interval(): expected finite number >= 0, got number',
  ],
  ['an interval that throws', { ...queued, interval: throwing }, 'interval failed; see cause'],
  [
    'a verdict that is no boolean',
    { ...answering(503), retry: { isTransient: () => 1 as never } },
    'retry.isTransient(): expected boolean, got number',
  ],
  [
    'a verdict that throws',
    { ...answering(503), retry: { isTransient: throwing } },
    'retry.isTransient failed; see cause',
  ],
  [
    'an activity that is no boolean',
    { ...queued, active$: of(1) as never },
    'active$: expected boolean, got number',
  ],
  ['an activity that fails', { ...queued, active$: throwError(() => KEY) }, 'active$ failed; see cause'],
  ['a transport that returns a number', { transport: () => 7 as never }, 'transport failed; see cause'],
  ['a transport that throws', { transport: throwing }, 'transport failed; see cause'],
  [
    'a reply without a body',
    { transport: () => of({ status: 200 } as never) },
    'transport(): expected { status, body }, got object',
  ],
  [
    'a reply with the status NaN',
    { transport: () => of({ status: NaN, body: '' }) },
    'transport(): expected { status, body }, got object',
  ],
  ['a missing global', lost(new ReferenceError('fetch is not defined')), 'transport failed; see cause'],
] as readonly (readonly [string, ClientConfig, string])[])
  test(`caller: ${what}`, (t) => t.is(ending(t, config), message))

/* Answers. */

/** A transport that asks another client. */
const nested = (config: ClientConfig): ClientConfig => ({
  transport: () =>
    createClient({ apiKey: KEY, retry: false, ...config })
      .progress$('a')
      .pipe(map((progress) => ({ status: 200, body: JSON.stringify(progress) }))),
})
const denied = '{"detail":"Authentication credentials were not provided."}'
const notFound = '{"detail":"Not found."}'
const page = '<!doctype html><title>Be right back</title>'
const noKey = { apiKey: undefined }

const a = 'progress of clean-description "a"'
const started = 'start of clean-description'
const path = '/test_framework/v1/metrics/generate_clean_description_progress/'
const unsure = 'the job may have started: check in Cekura before you start another'
const words = '{ status: "queued" | "processing" | "completed" | "failed" }'

for (const [what, config, message, stream] of [
  ['401 to a key', answering(401), `${a}: HTTP 401; check apiKey`],
  ['403 to a key', answering(403), `${a}: HTTP 403; check apiKey`],
  [
    '401 without a key',
    { ...answering(401, denied), ...noKey },
    `${a}: HTTP 401 (Authentication credentials were not provided.); no apiKey was sent`,
  ],
  ['403 without a key', { ...answering(403), ...noKey }, `${a}: HTTP 403; no apiKey was sent`],
  [
    '401 to a header of the caller',
    { ...answering(401), ...noKey, headers: { Authorization: KEY } },
    `${a}: HTTP 401; check headers`,
  ],
  [
    '404, with the path but no query',
    { ...answering(404, notFound), query: { project_id: 7 }, baseUrl: 'https://example.com/proxy' },
    `${a}: HTTP 404 (Not found.) from /proxy${path}; check the id and baseUrl`,
  ],
  [
    '404 from a path that holds the key',
    { ...answering(404), baseUrl: `https://example.com/${KEY}` },
    `${a}: HTTP 404 from /[secret]${path}; check the id and baseUrl`,
  ],
  [
    '404 to a start',
    answering(404),
    `${started}: HTTP 404 from /test_framework/v1/metrics/generate_clean_description_bg/; check the request and baseUrl`,
    start,
  ],
  [
    '404 to a cancellation',
    answering(404, notFound),
    'cancellation of test-run "4711": HTTP 404 (Not found.) from /test_framework/v1/results/4711/end_calls/; check the id and baseUrl',
    cancel,
  ],
  ['400', answering(400), `${a}: HTTP 400; check the id`],
  ['400 to a start', answering(400), `${started}: HTTP 400; check the request`, start],
  ['408', answering(408), `${a}: HTTP 408; try again later`],
  ['425', answering(425), `${a}: HTTP 425; try again later`],
  ['429', answering(429), `${a}: HTTP 429; poll less often`],
  ['429 to a start', answering(429), `${started}: HTTP 429; try again later`, start],
  ['500 to a start', answering(500), `${started}: HTTP 500; ${unsure}`, start],
  ['503 to a start', answering(503), `${started}: HTTP 503; ${unsure}`, start],
  [
    '503 with Retry-After to a start',
    answering(503, '', { 'retry-after': '30' }),
    `${started}: HTTP 503; try again in 30 s`,
    start,
  ],
  [
    '504 with Retry-After to a start',
    answering(504, '', { 'retry-after': '30' }),
    `${started}: HTTP 504; ${unsure}`,
    start,
  ],
  [
    '429 with Retry-After',
    answering(429, '', { 'retry-after': '3600' }),
    `${a}: HTTP 429; try again in 3600 s`,
  ],
  [
    '409 to a cancellation',
    answering(409),
    'cancellation of test-run "4711": HTTP 409; check the id',
    cancel,
  ],
  [
    '429 with Retry-After beyond the deadline',
    { ...answering(429, '', { 'retry-after': '3600' }), retry: {} },
    `${a}: HTTP 429; try again in 3600 s`,
  ],
  [
    '404 to a record',
    answering(404),
    'progress of agent-tools "7/a": HTTP 404 from /test_framework/v1/aiagents/7/tools/auto-fetch-progress/; check the id and baseUrl',
    ({ of }) => of(agentTools).progress$({ agent_id: 7, progress_id: 'a' }),
  ],
  ['503', answering(503), `${a}: HTTP 503; try again later`],
  ['503 with Retry-After', answering(503, '', { 'retry-after': '1.5' }), `${a}: HTTP 503; try again in 2 s`],
  [
    'a redirect',
    answering(302, '', { location: `https://me:${KEY}@example.com/login?next=${KEY}#a` }),
    `${a}: HTTP 302 to https://example.com/login; set baseUrl to where this redirects`,
  ],
  [
    'a redirect to a path',
    answering(301, '', { location: '/v2/' }),
    `${a}: HTTP 301 to /v2/; set baseUrl to where this redirects`,
  ],
  ['a redirect that a browser hides', answering(0), `${a}: HTTP 0; set baseUrl to where this redirects`],

  [
    'HTML',
    answering(200, page),
    `${a}: HTML came instead of JSON: "${page}"; try again later or check baseUrl`,
  ],
  [
    'HTML to a start',
    answering(200, page),
    `${started}: HTML came instead of JSON: "${page}"; try again later or check baseUrl`,
    start,
  ],
  [
    'another service',
    answering(200, 'It works!'),
    `${a}: the response format is unexpected: body: expected ${words}, got "It works!"; is baseUrl the Cekura API?`,
  ],
  [
    'XML',
    answering(200, '<?xml version="1.0"?><Error/>'),
    `${a}: the response format is unexpected: body: expected ${words}, got "<?xml version="1.0"?><Error/>"; is baseUrl the Cekura API?`,
  ],
  [
    'a field of another type',
    answering(200, '{"status":"completed","clean_description":7}'),
    `${a}: the response format is unexpected: clean_description: expected string, got 7; update rx-cekura or the job's definition`,
  ],
  [
    'an empty body',
    answering(200),
    `${a}: the response format is unexpected: body: expected ${words}, got ""; is baseUrl the Cekura API?`,
  ],
  [
    'an unknown status',
    answering(200, '{"status":"paused"}'),
    `${a}: the response format is unexpected: status: expected "queued" | "processing" | "completed" | "failed", got "paused"; update rx-cekura or the job's definition`,
  ],
  [
    'a body that is not UTF-8',
    { transport: () => of({ status: 200, body: '', unreadable: 'not UTF-8' }) },
    `${a}: the response format is unexpected: body: expected ${words}, got "not UTF-8"; is baseUrl the Cekura API?`,
  ],
  [
    'a start whose id is blank',
    answering(200, '{"progress_id":" "}'),
    `${started}: the response format is unexpected: progress_id: expected non-blank string, got ""; update rx-cekura or the job's definition`,
    start,
  ],
  [
    'a start that is answered with the result',
    answering(200, '{"status":"completed","simplified_prompt":"b"}'),
    'start of simplify-prompt: the server answered with the result at once; use run$, which emits it',
    ({ of }) => of(simplifyPrompt).start$({ original_prompt: 'a' }),
  ],
  [
    'a failed job',
    answering(200, '{"status":"failed","error":"no such agent"}'),
    'clean-description "a" failed: no such agent; start another job',
  ],
  [
    'a failed job with a blank reason',
    answering(200, '{"status":"failed","error":"  "}'),
    'clean-description "a" failed: no reason given; start another job',
  ],
  [
    'a failed job without a reason',
    answering(200, '{"status":"failed"}'),
    'clean-description "a" failed: no reason given; start another job',
  ],
  [
    'a job that timed out',
    answering(200, '{"status":"timeout","failed_reasons":"no call"}'),
    'test-run "4711" timeout: no call; start another job',
    ({ of }) => of(testRun).progress$(4711),
  ],
  [
    'an answer that is too long',
    { transport: () => of({ status: 200, body: '{"sta', unreadable: 'more than maxBodyBytes (5)' }) },
    `${a}: the response format is unexpected: body: expected ${words}, got "more than maxBodyBytes (5)"; raise maxBodyBytes`,
  ],

  [
    'no answer',
    lost(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })),
    `${a}: no answer: connect [ECONNREFUSED]; check network and baseUrl`,
  ],
  [
    'a reset',
    lost(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })),
    `${a}: no answer: read ECONNRESET; check network and baseUrl`,
  ],
  [
    'a reset of a start',
    lost(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })),
    `${started}: no answer: socket hang up [ECONNRESET]; ${unsure}`,
    start,
  ],
  [
    'a start that did not reach a server',
    lost(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })),
    `${started}: no answer: connect [ECONNREFUSED]; check network and baseUrl`,
    start,
  ],
  [
    'silence',
    { transport: () => NEVER, requestTimeout: 70 },
    `${a}: no answer: not within requestTimeout (70 ms) [ETIMEDOUT]; check network and baseUrl`,
  ],
  [
    'a transport without a reply',
    { transport: () => EMPTY },
    `${a}: no answer: the transport completed without a reply; check network and baseUrl`,
  ],
  ['a failure without words', lost({}), `${a}: no answer: object; check network and baseUrl`],
  [
    'a refusal of the client that a transport uses',
    nested(answering(401)),
    `${a}: no answer: ${a}: HTTP 401; check apiKey`,
  ],
  [
    'a network failure of the client that a transport uses',
    nested(lost(new Error('connect', { cause: new Error('refused') }))),
    `${a}: no answer: ${a}: no answer: connect: refused; check network and baseUrl`,
  ],
  [
    'a deadline',
    { transport: () => NEVER, deadline: 50 },
    `${a}: not ended after 50 ms; last seen: nothing; raise deadline or watch it again`,
  ],
  [
    'a deadline of a queued job',
    { ...once(200, '{"status":"queued"}'), deadline: 50 },
    `${a}: not ended after 50 ms; last seen: queued; raise deadline or watch it again`,
  ],
  [
    'a deadline of a start',
    { transport: () => NEVER, deadline: 50 },
    `${started}: not ended after 50 ms; last seen: nothing; raise deadline`,
    start,
  ],
  [
    'a deadline among retries',
    { ...once(503, ''), deadline: 50, retry: {} },
    `${a}: not ended after 50 ms; last seen: nothing, last failure: HTTP 503; raise deadline or watch it again`,
  ],
  [
    'HTML among retries',
    { ...once(200, page), deadline: 50, retry: {} },
    `${a}: not ended after 50 ms; last seen: nothing, last failure: HTML came instead of JSON: "${page}"; raise deadline or watch it again`,
  ],
] as readonly (readonly [string, ClientConfig, string, Stream?])[])
  test(`response: ${what}`, (t) => t.is(ending(t, config, stream), message))

/* In a page. */

for (const [what, config, message, stream] of [
  [
    'an API of another origin',
    { ...lost(new TypeError('Failed to fetch')), baseUrl: 'https://api.cekura.ai' },
    `${a}: no answer: Failed to fetch; if it is CORS, use your own backend`,
  ],
  [
    'its own backend',
    { ...lost(new TypeError('Failed to fetch')), baseUrl: '/api' },
    `${a}: no answer: Failed to fetch; check network and baseUrl`,
  ],
  [
    'an API of another origin that is slow',
    { transport: () => NEVER, requestTimeout: 70 },
    `${a}: no answer: not within requestTimeout (70 ms) [ETIMEDOUT]; check network and baseUrl`,
  ],
  [
    '401 without a key',
    { ...answering(401), ...noKey, baseUrl: '/api' },
    `${a}: HTTP 401; no apiKey was sent: your backend must add it`,
  ],
] as readonly (readonly [string, ClientConfig, string, Stream?])[])
  test.serial(`page: ${what}`, (t) => {
    Object.assign(globalThis, { location: new URL('https://page.example/app/') })
    t.teardown(() => Reflect.deleteProperty(globalThis, 'location'))
    t.is(ending(t, config, stream), message)
  })
