import { flood, redirect, reply } from './answers.js'
import { type Fault, say, type Server } from './fault.js'
import { http } from './outcome.js'

const transient = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527]
const final = [
  [300, 304, 305, 400, 401, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418],
  [422, 423, 424, 426, 428, 431, 451, 499, 501, 505, 506, 507, 508, 510, 511, 519, 528, 530, 598, 599, 999],
].flat()

/** Those that pass by themselves, and a representative rest. */
export const statuses: readonly Fault[] = [
  ...transient.map((status): Fault => [`${status}`, say(reply(status)), http(status), 3]),
  ...final.map((status): Fault => [`${status}`, say(reply(status)), http(status), 1]),
]

/** They are not followed: a fetch would hand the key on. */
export const redirects: readonly Fault[] = [301, 302, 303, 307, 308].flatMap((status): Fault[] => [
  [`${status} to the same origin`, say(redirect(status, 'same origin')), http(status), 1],
  [`${status} to another origin`, say(redirect(status, 'other origin')), http(status), 1],
])

const after = (value: string, status = 429): Server => say(reply(status, '', { 'retry-after': value }))
const asked = (retryAfter: number | undefined, status = 429) => http(status, '', { retryAfter })

/** With a deadline of a minute. */
export const retryAfter: readonly Fault[] = [
  ['429 with 3600', after('3600'), asked(3_600_000), 1],
  ['503 with 3600', after('3600', 503), asked(3_600_000, 503), 1],
  ['500 with 3600', after('3600', 500), asked(3_600_000, 500), 3],
  ['429 with 0', after('0'), asked(0), 3],
  ['503 with 0', after('0', 503), asked(0, 503), 3],
  ['429 with the fraction 0.01', after('0.01'), asked(10), 3],
  ['429 with -5', after('-5'), asked(undefined), 3],
  ['429 with garbage', after('soon'), asked(undefined), 3],
  ['429 with nothing', after(''), asked(undefined), 3],
  ['429 with a past date', after('Tue, 24 Nov 2020 12:00:00 GMT'), asked(0), 3],
  ['429 with a date in 2099', after('Tue, 24 Nov 2099 12:00:00 GMT'), http(429), 1],
  ['429 with 2147484, which is beyond 2^31 ms', after('2147484'), asked(2_147_484_000), 1],
  ['429 with 400 digits', after('9'.repeat(400)), asked(1e15), 1],
]

const page = `<h1>No</h1>\n${'x'.repeat(999)}`
const endless400 = 'HTTP/1.1 400 No\r\ntransfer-encoding: chunked\r\n\r\n'
const block = `4000\r\n${'x'.repeat(0x4000)}\r\n`

/** The reason of a refusal is shown on one line, cut, and without control characters. */
export const errorBodies: readonly Fault[] = [
  ['404, a detail', say(reply(404, '{"detail":"Not found."}')), http(404, 'Not found.'), 1],
  [
    '400, errors by field',
    say(reply(400, '{"agent":["Required."]}')),
    http(400, '{"agent":["Required."]}'),
    1,
  ],
  ['403, an HTML page', say(reply(403, page)), http(403, `<h1>No</h1> ${'x'.repeat(187)}…`), 1],
  ['404, an empty body', say(reply(404, '')), http(404), 1],
  ['404, null', say(reply(404, 'null')), http(404, 'null'), 1],
  ['404, a detail that is no text', say(reply(404, '{"detail":[1]}')), http(404, '{"detail":[1]}'), 1],
  [
    '401, terminal escapes',
    say(reply(401, '{"detail":"\\u001b[2Jno\\u202e"}')),
    http(401, '\\u001b[2Jno\\u202e'),
    1,
  ],
  ['400, invalid UTF-8', say(reply(400, Buffer.from([0x61, 0xff]))), http(400, 'a\ufffd'), 1],
  ['400, a body without end', say(flood(endless400, block)), http(400, `${'x'.repeat(199)}…`), 1],
  ['503, an HTML page', say(reply(503, '<h1>Busy</h1>')), http(503, '<h1>Busy</h1>'), 3],
]
