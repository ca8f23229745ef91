import test from 'ava'
import fc from 'fast-check'
import { printable } from '../../lib/index.js'
import { concealing, excerpt, kindOf, show } from '../../lib/safety/text.js'

const anything = fc.string({ unit: 'binary' })

test('printable text has no control or format character, separator or lone surrogate', (t) => {
  fc.assert(
    fc.property(
      anything,
      (text) => !/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(printable(text)),
    ),
  )
  t.is(printable('\u001b[31mred\u009b0m\u202e\r\n'), '\\u001b[31mred\\u009b0m\\u202e\\u000d\\u000a')
  t.is(printable('\u{e0041}\ud800'), '\\ue0041\\ud800')
  t.is(printable('Grüße, 你好, 👨‍👩‍👧'), 'Grüße, 你好, 👨‍👩‍👧')
})

test('an excerpt is one line, no longer than asked, and whole where it fits', (t) => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 300 }), (text, max) => {
      const line = excerpt(text, max)
      return line.length <= max && !/[\n\r\u2028\ud800-\udbff]$/.test(line)
    }),
  )
  t.is(excerpt(' a\n\t b '), 'a b')
  t.is(excerpt('12345', 5), '12345')
  t.is(excerpt('123456', 5), '1234…')
  t.is(excerpt('1😀', 3), '1😀')
  t.is(excerpt('1😀😀', 4), '1😀…')
  t.is(excerpt(' '.repeat(9) + 'a', 2), 'a')
  t.is(excerpt('\n\u001b[31m'.repeat(99), 12), '\\u001b[31m …')
})

test('a value is shown short: objects by kind, strings cut', (t) => {
  t.deepEqual(
    ['a"b', 'x'.repeat(99), 7, 7n, true, null, undefined, [1], { a: 1 }, () => 1, Symbol('s')].map(show),
    [
      '"a"b"',
      `"${'x'.repeat(59)}…"`,
      '7',
      'bigint',
      'boolean',
      'null',
      'undefined',
      'array',
      'object',
      'function',
      'symbol',
    ],
  )
})

test('a kind tells no value', (t) => {
  t.deepEqual(['', 'secret', 7, NaN, Infinity, true, null, undefined, [1], {}, () => 1, 7n].map(kindOf), [
    'empty string',
    'string',
    'number',
    'NaN',
    'Infinity',
    'boolean',
    'null',
    'undefined',
    'array',
    'object',
    'function',
    'bigint',
  ])
})

test('no secret is left in a text, whatever way it was written there', (t) => {
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
        const ways = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)]
        return ways.every(
          (way) => !conceal(`${before}${way}${after}`).includes(way) || '[secret]'.includes(key),
        )
      },
    ),
  )
  t.is(concealing(['Bearer token-of-mine'])('token-of-mine, Bearer token-of-mine'), '[secret], [secret]')
  t.is(concealing([' a b '])('[a b]'), '[[secret]]')
  t.is(concealing(['en', ' en ', ''])('even then'), 'even then')
  t.is(concealing([])('text'), 'text')
})

test('the longest secret is hidden first, or the rest of it would be left', (t) => {
  for (const secrets of [
    ['token', 'token-of-mine', 'token-of'],
    ['token-of-mine', 'token-of', 'token'],
  ])
    t.is(concealing(secrets)('token-of-mine, token-of, token'), '[secret], [secret], [secret]')
})

test('words of eight characters are secrets of their own, shorter ones are not', (t) => {
  const conceal = concealing(['Basic 12345678;a=1234567'])
  t.is(conceal('Basic, 12345678, 1234567'), 'Basic, [secret], 1234567')
})

test('a secret is hidden with all of its JSON escapes', (t) => {
  t.is(concealing(['"quoted"'])(String.raw`{"key":"\"quoted\""}`), '{"key":"[secret]"}')
})

test('an excerpt has at most 200 characters by default, and no half of a pair at its end', (t) => {
  t.is(excerpt('x'.repeat(200)), 'x'.repeat(200))
  t.is(excerpt('x'.repeat(201)), 'x'.repeat(199) + '…')
  t.is(excerpt('12😀5', 4), '12…')
})
