import test from 'ava'
import fc from 'fast-check'
import { retryAfter } from '../../lib/exchange/retry-after.js'

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
  ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
  ['-5', undefined],
  ['1e3', undefined],
  ['soon', undefined],
  ['Tue, 99 Nov 2026', undefined],
  ['', undefined],
] as const)
  test(`Retry-After ${value.slice(0, 40)} is ${ms} ms`, (t) => {
    t.is(retryAfter(value, wall), ms)
  })

test('Retry-After never is negative, NaN or infinite, whatever a server sends', (t) => {
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

test.serial('an asctime date is in GMT, whatever the local time zone is', (t) => {
  const { TZ } = process.env
  t.teardown(() => {
    if (TZ === undefined) delete process.env['TZ']
    else process.env['TZ'] = TZ
  })
  process.env['TZ'] = 'America/New_York'
  t.is(retryAfter('Tue Nov 24 12:00:30 2026', wall), 30_000)
})
