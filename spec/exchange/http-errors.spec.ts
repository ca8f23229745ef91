import test from 'ava'
import { toHttpError, toNetworkError } from '../../lib/exchange/http-errors.js'

const topic = { what: 'progress', job: 'clean-description', progressId: 'a' }
const sent = { topic, url: 'https://api.cekura.ai/progress/?progress_id=a' }
const words = 'progress of clean-description "a"'
const unchanged = (text: string): string => text

for (const [status, advice, place = ''] of [
  [0, 'set baseUrl to where this redirects'],
  [301, 'set baseUrl to where this redirects'],
  [399, 'set baseUrl to where this redirects'],
  [400, 'check the id'],
  [401, 'check apiKey'],
  [402, 'check the id'],
  [403, 'check apiKey'],
  [404, 'check the id and baseUrl', ' from /progress/'],
  [408, 'try again later'],
  [425, 'try again later'],
  [429, 'poll less often'],
  [430, 'check the id'],
  [499, 'check the id'],
  [500, 'try again later'],
  [503, 'try again later'],
] as const)
  test(`the error of HTTP ${status} has the advice: ${advice}`, (t) => {
    t.is(
      toHttpError(sent, 'apiKey', unchanged, { status, body: '' }).message,
      `${words}: HTTP ${status}${place}; ${advice}`,
    )
  })

for (const [kind, headers] of [
  ['Headers', new Headers({ 'Retry-After': '2' })],
  ['a record', { 'retry-after': '2' }],
] as const)
  test(`Retry-After is read from ${kind}`, (t) => {
    t.is(toHttpError(sent, 'apiKey', unchanged, { status: 429, body: '', headers }).retryAfter, 2000)
  })

const networkError = (failure: object) => toNetworkError(sent, unchanged, failure)

for (const [kind, code] of [
  ['a number', 7],
  ['null', null],
  ['an object', {}],
  ['a symbol', Symbol('code')],
] as const)
  test(`a code that is ${kind} is omitted`, (t) => {
    const error = networkError({ message: 'cut off', code })
    t.is(error.message, `${words}: no answer: cut off; check network and baseUrl`)
    t.false('code' in error)
  })

test("node-fetch's prefix with the URL is omitted", (t) => {
  const message = 'request to https://api.cekura.ai/ failed, reason: connect ECONNREFUSED'
  const code = 'ECONNREFUSED'
  t.is(
    networkError({ message, code }).message,
    `${words}: no answer: connect ECONNREFUSED; check network and baseUrl`,
  )
})

test('the same text within a message stays', (t) => {
  const message = 'the request to a failed, reason: b'
  t.is(networkError({ message }).message, `${words}: no answer: ${message}; check network and baseUrl`)
})

test('no more of a body or a failure is redacted than the error shows', (t) => {
  let read = 0
  const counting = (text: string, length = Infinity): string => {
    read += Math.min(text.length, length)
    return text.slice(0, length)
  }
  const words = 'word '.repeat(100_000)
  for (const body of [words, JSON.stringify({ detail: words })])
    t.is(toHttpError(sent, 'apiKey', counting, { status: 500, body }).detail.length, 200)
  t.true(read < 2000)
})
