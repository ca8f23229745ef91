import test from 'ava'
import fc from 'fast-check'
import { retryAfter, retryAfterOf } from '../../lib/exchange/retry-after.js'

const wall = Date.UTC(2026, 10, 24, 12)
for (const [value, ms] of [
  ['120', 120_000],
  ['0', 0],
  ['1.5', 1500],
  [' 7 ', 7000],
  ['2147484', 2_147_484_000],
  ['9'.repeat(400), 1e15],
  ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
  ['Tuesday, 24-Nov-26 12:00:30 GMT', 30_000],
  ['Tue Nov 24 12:00:30 2026', 30_000],
  ['Monday, 24-Nov-50 12:00:00 GMT', Date.UTC(2050, 10, 24, 12) - wall],
  ['Tuesday, 24-Nov-76 12:00:00 GMT', Date.UTC(2076, 10, 24, 12) - wall],
  ['Thursday, 24-Nov-77 12:00:00 GMT', 0],
  ['Wednesday, 24-Nov-99 12:00:00 GMT', 0],
  ['Wednesday, 24-Nov-00 12:00:00 GMT', 0],
  ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
  ['-5', undefined],
  ['1e3', undefined],
  ['soon', undefined],
  ['5 12:00:30 2', undefined],
  ['2026-11-24 12:00:30 GMT', undefined],
  ['Tue, 99 Nov 2026', undefined],
  ['', undefined],
] as const)
  test(`Retry-After ${value.slice(0, 40)} is ${ms} ms`, (t) => {
    t.is(retryAfter(value, wall), ms)
  })

test('Retry-After is never negative, NaN or infinite', (t) => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.double().map(String),
        fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      ),
      (value) => {
        const ms = retryAfter(value, wall)
        return ms === undefined || (Number.isFinite(ms) && ms >= 0)
      },
    ),
  )
  t.pass()
})

test.serial('an asctime date is in GMT in any local time zone', (t) => {
  const { TZ } = process.env
  t.teardown(() => {
    if (TZ === undefined) delete process.env['TZ']
    else process.env['TZ'] = TZ
  })
  process.env['TZ'] = 'America/New_York'
  t.is(retryAfter('Tue Nov 24 12:00:30 2026', wall), 30_000)
})

for (const [what, date, ms] of [
  ['a date', 'Tue, 24 Nov 2026 12:00:00 GMT', 30_000],
  ['a date in the form of RFC 850', 'Tuesday, 24-Nov-26 12:00:10 GMT', 20_000],
  ['a date in the form of asctime', 'Tue Nov 24 12:00:20 2026', 10_000],
  ['a date of RFC 850 in fifty years', 'Tuesday, 24-Nov-76 12:00:00 GMT', 0],
  ['nothing', undefined, 0],
  ['a number', '0', 0],
  ['a negative number', '-1', 0],
  ['a year', '2020', 0],
  ['a date of ISO 8601', '2020-11-24T12:00:00Z', 0],
  ['words', 'soon', 0],
] as const)
  test.serial(`a reply whose Date is ${what} requests a delay of ${ms} ms`, (t) => {
    const { now } = Date
    t.teardown(() => (Date.now = now))
    Date.now = () => wall + 60_000
    const headers = { 'retry-after': 'Tue, 24 Nov 2026 12:00:30 GMT', ...(date !== undefined && { date }) }
    t.is(retryAfterOf(headers), ms)
  })

test.serial('a polluted Object.prototype adds no header', (t) => {
  const headers = [new Headers(), new Headers({ 'retry-after': '7' })] as const
  const polluted = Object.prototype as { 'retry-after'?: string; get?: () => string }
  t.teardown(() => delete polluted['retry-after'])
  t.teardown(() => delete polluted.get)
  polluted['retry-after'] = '99'
  polluted.get = () => '99'
  t.is(retryAfterOf({}), undefined)
  t.is(retryAfterOf({ 'retry-after': '7' }), 7000)
  t.deepEqual(headers.map(retryAfterOf), [undefined, 7000])
})
