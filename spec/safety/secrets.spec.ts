import test from 'ava'
import fc from 'fast-check'
import { concealing } from '../../lib/safety/secrets.js'

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
