import test from 'ava'
import fc from 'fast-check'
import { createSecrets, excerptHidden } from '../../lib/safety/secrets.js'

const concealing = (secrets: readonly unknown[]) => createSecrets().add(secrets)

const entities = (secret: string, quote: string): string =>
  secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", quote)

/** How servers write a secret back. */
const spellings = (secret: string): Record<string, string> => ({
  'as it is': secret,
  'in upper case': secret.toUpperCase(),
  'in lower case': secret.toLowerCase(),
  'as JSON': JSON.stringify(secret).slice(1, -1),
  'as JSON of PHP': JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  'as JSON for HTML': JSON.stringify(secret)
    .slice(1, -1)
    .replace(/[<>&']/g, (char) => `\\u00${hex(char)}`),
  'as JSON within JSON': JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  'in a URL': encodeURIComponent(secret),
  'in a URL in lower case': encodeURIComponent(secret).toLowerCase(),
  'in a URL, all of it': secret.replace(/\W/g, (char) => `%${hex(char)}`),
  'in a form': new URLSearchParams({ '': secret }).toString().slice(1),
  'in HTML': entities(secret, '&#39;'),
  'in HTML of Python': entities(secret, '&#x27;'),
  'in HTML of PHP': entities(secret, '&#039;'),
  'in XML': entities(secret, '&apos;'),
})

const hex = (char: string): string => char.charCodeAt(0).toString(16)

test('a secret is redacted in every spelling', (t) => {
  const secret = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 3,
  })
  fc.assert(
    fc.property(
      // HTTP takes blanks around a value for no part of it.
      secret.map((s) => s.trim()).filter((s) => s.length >= 3 && !'[secret]'.includes(s)),
      fc.string(),
      fc.string(),
      (key, before, after) => {
        const conceal = concealing([key])
        return Object.values(spellings(key)).every(
          (way) =>
            !conceal(`${before}${way}${after}`).includes(way) || '[secret]'.includes(key.toLowerCase()),
        )
      },
    ),
  )
  t.is(concealing(['Bearer token-of-mine'])('token-of-mine, Bearer token-of-mine'), '[secret], [secret]')
  t.is(concealing([' a b '])('[a b]'), '[[secret]]')
  t.is(concealing(['en', ' en ', ''])('even then'), 'even then')
  t.is(concealing([])('text'), 'text')
})

test('the longest secret is redacted first', (t) => {
  for (const secrets of [
    ['token', 'token-of-mine', 'token-of'],
    ['token-of-mine', 'token-of', 'token'],
  ])
    t.is(concealing(secrets)('token-of-mine, token-of, token'), '[secret], [secret], [secret]')
})

test('parts of eight characters are secrets, too', (t) => {
  const conceal = concealing(['Basic 12345678;a=1234567'])
  t.is(conceal('Basic, 12345678, 1234567'), 'Basic, [secret], 1234567')
})

test('a secret is redacted with all of its JSON escapes', (t) => {
  t.is(concealing(['"quoted"'])(String.raw`{"key":"\"quoted\""}`), '{"key":"[secret]"}')
})

const KEY = 'ck_"Live"/<1>&2=é\'+z'

for (const way of Object.keys(spellings(KEY)))
  test(`a secret is redacted ${way}`, (t) => {
    t.is(concealing([KEY])(`before ${spellings(KEY)[way]} after`), 'before [secret] after')
  })

test('a secret is redacted in base64 at any offset', (t) => {
  const secret = 'ck_live?~51H8'
  for (const before of ['', 'a', 'ab', 'user:'])
    for (const format of ['base64', 'base64url'] as const) {
      const text = Buffer.from(`${before}${secret}${before}`).toString(format)
      t.regex(concealing([secret])(text), /^.{0,8}\[secret\].{0,8}$/)
    }
})

test('parts of a secret are redacted', (t) => {
  const basic = Buffer.from('user:pass').toString('base64')
  for (const [secret, text, shown] of [
    ['Bearer s3cr', 'token s3cr', 'token [secret]'],
    ['tenant:s3cr', 'for s3cr', 'for [secret]'],
    [`Basic ${basic}`, `${basic}, user:pass, pass`, '[secret], [secret], [secret]'],
    ['Basic no base64', 'user', 'user'],
    ['Mode: is on', 'on', 'on'],
  ] as const)
    t.is(concealing([secret])(text), shown)
})

test('text that no header can hold is redacted, too', (t) => {
  for (const secret of ['zł€-key', 'key \ud800'])
    for (const text of [secret, JSON.stringify(secret).slice(1, -1)])
      t.is(concealing([secret])(`a ${text} z`), 'a [secret] z')
})

test('a long secret is redacted in little time', (t) => {
  const startedAt = performance.now()
  for (const long of [`ey${'J0-.'.repeat(1000)}`, `a${'\\'.repeat(1000)}b`, '\\a'.repeat(200)]) {
    const conceal = concealing([long])
    t.regex(conceal(`a ${long} z`), /^a (\[secret\])+ z$/)
    t.notThrows(() => conceal(long.slice(1).repeat(10)))
  }
  t.true(performance.now() - startedAt < 5000)
})

test('a long repetitive secret takes little time', (t) => {
  for (const [secret, text] of [
    ['\\x'.repeat(5000), '\\'],
    ['/'.repeat(10_000), '%2'],
    ['x-'.repeat(5000), 'x-'],
  ] as const) {
    const conceal = concealing([secret])
    const before = process.cpuUsage()
    conceal(text.repeat(20_000))
    // It took 1 to 3 s when equal pieces of the secret were looked for again.
    t.true(process.cpuUsage(before).user < 500_000)
  }
})

test('a secret with a leading backslash is redacted after backslashes, and with escapes', (t) => {
  t.is(concealing(['\\%5cd-efgh'])('\\\\%5cd-efgh'), '[secret]')
  const [first, rest] = [`\\${'a'.repeat(254)}`, `&${'b'.repeat(254)}`]
  t.is(concealing([first + rest])(`\\\\u0026${rest.slice(1)}`), '\\[secret]')
})

test('a secret is redacted in a URL that was encoded twice', (t) => {
  const secret = 'ck/é%live'
  const twice = encodeURIComponent(encodeURIComponent(secret))
  t.is(concealing([secret])(`?key=${twice}&next=${encodeURIComponent(twice)}`), '?key=[secret]&next=[secret]')
})

test.serial('a secret that is too long to find redacts the whole text', (t) => {
  const own = globalThis.RegExp
  t.teardown(() => (globalThis.RegExp = own))
  globalThis.RegExp = function () {
    throw new SyntaxError(`Invalid regular expression: /${KEY}/`)
  } as unknown as RegExpConstructor
  t.is(concealing([KEY])('alive'), '[secret]')
})

test('replaced secrets stay redacted: the latest hundred, and those of a request', (t) => {
  const { add, conceal } = createSecrets()
  const first = add(['key-1'])
  for (let i = 2; i <= 100; i++) add([`key-${i}`, undefined])
  t.is(conceal('key-1, key-10, key-100'), '[secret], [secret], [secret]')
  add(['key-1'])
  add(['key-101'])
  t.is(conceal('key-1, key_2, key-2, key-101'), '[secret], key_2, key-2, [secret]')
  for (let i = 200; i < 300; i++) add([`key-${i}`])
  t.is(conceal('key.1'), 'key.1')
  t.is(first('key-1, key-299'), '[secret], [secret]')
})

test('a secret with a leading backslash takes linear time on backslashes', (t) => {
  const conceal = concealing(['\\cd-efgh'])
  for (const way of ['\\', '%5c', '&#92;', '&#x5c;']) {
    const before = process.cpuUsage()
    const run = way.repeat(40_000)
    t.is(conceal(run), run)
    // It took 8 s when each start of the run was followed to its end.
    concealing(['%5c\\x-efgh', 'c\\x-efgh'])(run)
    t.true(process.cpuUsage(before).user < 2_000_000)
    t.is(conceal(`${way.repeat(32)}cd-efgh`), '[secret]')
  }
})

/** Long enough that its end is not read. */
const rest = ' and so on'.repeat(2000)

test('a beginning is redacted, and ends before half of a secret', (t) => {
  const hasPart = (text: string): boolean => /ck_|live|ive\W|&2|é/i.test(text)
  for (const way of Object.values(spellings(KEY)))
    for (const from of [0, 45, 50, 55, 4096, 4140, 4146, 4150]) {
      const text = 'x'.repeat(from) + way + rest
      const conceal = createSecrets().add([KEY])
      const begin = conceal(text, 50)
      t.true(conceal(text).startsWith(begin))
      t.false(hasPart(begin))
      t.true(begin.length > 0 && begin.length < 5000)
    }
})

test('a beginning ends before half of a secret that is as long as a header may be', (t) => {
  const long = `Bearer ${'J0-.'.repeat(4000)}`
  for (const from of [0, 50, 3000, 4140])
    for (const way of [long, JSON.stringify(long), encodeURIComponent(long)])
      t.notRegex(createSecrets().add([long])('x'.repeat(from) + way + rest, 50), /[J0]/)
})

test('a short text is redacted as a whole, whatever beginning is asked for', (t) => {
  t.is(createSecrets().add([KEY])(`${'x'.repeat(99)}${KEY}`, 3), `${'x'.repeat(99)}[secret]`)
})

test('an excerpt reads no more of a text than it shows', (t) => {
  let read = 0
  const counting = (text: string, length = Infinity): string => {
    read += Math.min(text.length, length)
    return text.slice(0, length)
  }
  t.is(excerptHidden(counting, 'word '.repeat(200_000)).length, 200)
  t.is(read, 800)
  read = 0
  t.is(excerptHidden(counting, `${' '.repeat(10_000)}word`, 60), 'word')
  t.true(read < 40_000)
})

test('an excerpt shows what follows many blanks or secrets', (t) => {
  const conceal = createSecrets().add([KEY])
  const blanks = ' '.repeat(100_000)
  t.is(excerptHidden(conceal, `${blanks}a ${KEY}${blanks}b${blanks}`), 'a [secret] b')
  t.is(excerptHidden(conceal, KEY.repeat(5000), 20), '[secret][secret][se…')
})

test('many long secrets are little work in a body without them', (t) => {
  const { add, conceal } = createSecrets()
  for (let i = 0; i < 100; i++) add([`Bearer ${`${i}aA.`.repeat(1000)}`])
  const body = 'It works! '.repeat(100_000)
  const before = process.cpuUsage()
  t.is(conceal(body), body)
  // It took more than 10 s when each pattern was built and looked for.
  t.true(process.cpuUsage(before).user < 2_000_000)
})
