import test from 'ava'
import { parse } from '../../lib/cli/arguments.js'
import { inShellWords, shellWordsOf } from '../../lib/cli/words.js'
import { decode } from '../../lib/exchange/decode.js'
import { toHttpError, toNetworkError } from '../../lib/exchange/http-errors.js'
import { retryAfter } from '../../lib/exchange/retry-after.js'
import { isSameUrl } from '../../lib/exchange/same-url.js'
import { createClient, printable } from '../../lib/index.js'
import { generateMetrics } from '../../lib/jobs/index.js'
import { progressDecoder } from '../../lib/model/answer.js'
import { withQuery } from '../../lib/model/reference.js'
import { attempt } from '../../lib/safety/attempt.js'
import { causeOf } from '../../lib/safety/cause.js'
import { createSecrets } from '../../lib/safety/secrets.js'
import { excerpt } from '../../lib/safety/text.js'

/*
 * Text of servers and callers takes time in proportion to its length. Each input has 200,000 characters, for which quadratic
 * work takes minutes.
 */

const SIZE = 200_000
const times = (text: string): string => text.repeat(SIZE / text.length)
const fields = (name: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: SIZE / 10 }, (_, n) => [`${name}${n}`, 'a']))

const { conceal } = createSecrets()
const secrets = createSecrets().add(['ck_live/51H8', 'Bearer a.b-c'])
const topic = { what: 'progress', job: 'clean-description', progressId: 'a' }
const sent = { topic, url: 'https://api.cekura.ai/progress/' }
const decodeMetrics = decode(progressDecoder(generateMetrics))
const specials = '!@#$%^&*()-=+[]{};:,.<>/?|~`'

for (const [what, work] of Object.entries<() => unknown>({
  'an excerpt of blanks': () => excerpt(times(' ')),
  'an excerpt with blanks within': () => excerpt(`a${times(' ')}b`),
  'an excerpt of escapes': () => excerpt(times('\u001b[31m ')),
  'printable text': () => printable(times('\u202e\ud800')),
  'a key that ends with a control character': () => createClient({ apiKey: `${times('x')}\u0001` }),
  'a key of blanks': () => createClient({ apiKey: `${times(' ')}x${times(' ')}` }),
  'many headers': () => createClient({ headers: fields('x-') }),
  'a header name': () => createClient({ headers: { [`${times('x')}:`]: 'a' } }),
  'a query of many fields': () => [createClient({ query: fields('a') }), withQuery('/a', fields('a'))],
  'a base URL': () => createClient({ baseUrl: `https://a/${times('/@?#')}` }),
  'a Retry-After of digits': () => retryAfter(times('9'), 0),
  'a Retry-After like a date': () => retryAfter(`Mon, ${times('00:00:00 ')}`, 0),
  'a Retry-After of hyphens': () => retryAfter(`Mon, ${times('-Jan-')} 00:00:00 `, 0),
  'a redirect': () =>
    toHttpError(sent, 'apiKey', secrets, { status: 302, headers: { location: times('//a@?#') }, body: '' }),
  'a page': () => toHttpError(sent, 'apiKey', secrets, { status: 500, body: times(' <p>') }),
  'a failure': () => toNetworkError(sent, secrets, new Error(`request ${times('a, reason: ')}`)),
  'a URL': () => isSameUrl(times('%2f+'), `https://a/${times('%2F ')}`),
  'an answer with many faults': () =>
    decodeMetrics({
      topic,
      body: `{"status":"completed","metrics":[${times('7,')}7]}`,
      unreadable: undefined,
      headers: undefined,
      conceal: secrets,
    }),
  'a cause with many fields': () => causeOf(secrets, Object.assign(new Error('x'), fields('a'))),
  'a cause with a long text': () => causeOf(secrets, new Error(times('ck_live'))),
  'a cause that is nested': () =>
    causeOf(
      secrets,
      Object.assign(new Error('x'), { a: Array.from({ length: 5000 }).reduce((a) => ({ a }), 'x') }),
    ),
  'text like a secret': () => secrets(times('ck_live%2')),
  'a secret of special characters': () => createSecrets().add([specials.repeat(100)])(times('%25')),
  'no secret': () => conceal(times('a')),
  'an option': () => parse(['watch', `--${times('x')}`]),
  'an option of hyphens': () => parse(['watch', times('-')]),
  'a name of a job': () => parse(['watch', 'a', '--job', times('test-run')]),
  'a command': () => parse([times('watch')]),
  'a time': () => parse(['watch', 'a', '--interval', `${times('1')}.`]),
  'a message in words of a shell': () => inShellWords(shellWordsOf([]), new Error(times('; baseUrl'))),
}))
  test(`${what} of 200,000 characters is little work`, (t) => {
    const before = process.cpuUsage()
    attempt(work)
    const ms = process.cpuUsage(before).user / 1000
    t.true(ms < 2000, `${ms} ms`)
  })
