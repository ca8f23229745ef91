import test from 'ava'
import fc from 'fast-check'
import { printable } from '../../lib/index.js'
import { excerpt, kindOf, show } from '../../lib/safety/text.js'

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

test('an excerpt is one line within its limit, whole if it fits', (t) => {
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

test('a value is shown in short: objects by kind, strings cut', (t) => {
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

test('a kind shows no value', (t) => {
  t.deepEqual(
    ['', ' \t', 'secret', 7, NaN, Infinity, true, null, undefined, [1], {}, () => 1, 7n].map(kindOf),
    [
      'empty string',
      'blank string',
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
    ],
  )
})

test('an excerpt has at most 200 characters by default, and no half surrogate', (t) => {
  t.is(excerpt('x'.repeat(200)), 'x'.repeat(200))
  t.is(excerpt('x'.repeat(201)), 'x'.repeat(199) + '…')
  t.is(excerpt('12😀5', 4), '12…')
})
