import test from 'ava'
import { nearest } from '../../lib/cli/nearest.js'

const names = ['watch', 'run', 'test-run', 'text-test-run', 'agent-tools']

for (const [given, name] of [
  ['wacth', 'watch'],
  ['Watch', 'watch'],
  ['wath', 'watch'],
  ['watches', 'watch'],
  ['testRun', 'test-run'],
  ['test_run', 'test-run'],
  ['texttestrun', 'text-test-run'],
  ['tools', 'agent-tools'],
  ['rn', 'run'],
  ['at', undefined],
  ['o', undefined],
  ['', undefined],
  ['-', undefined],
  ['watchers!', undefined],
  ['hush-hush', undefined],
  [`watch${' '.repeat(60)}x`, 'watch'],
  ['watch'.repeat(20_000), undefined],
] as const)
  test(`the name near "${given.slice(0, 20)}" is ${name ?? 'none'}`, (t) => {
    t.is(nearest(given, names), name)
  })

test('the nearest of several names is returned', (t) => {
  t.is(nearest('abcx', ['abyy', 'abcd', 'abzz']), 'abcd')
})

test('without names, none is near', (t) => {
  t.is(nearest('watch', []), undefined)
})
