import { measureInChild } from './child.mjs'
import { pollers } from './pollers.mjs'
import { report } from './report.mjs'
import { interleave, median, ratio } from './samples.mjs'
import { count, table } from './table.mjs'

/* Heap and CPU of many idle jobs, each measurement in a process of its own. */

const names = Object.keys(pollers)
const bytes = Object.fromEntries(
  names.map((name) => [name, measureInChild('idle-jobs.mjs', name, 10_000).bytes]),
)
const bases = ['RxJS recipe', 'RxJS recipe with features']
table(
  'Heap per idle job of 10,000: one poll made, the next due in ten minutes',
  ['poller', 'bytes', ...bases.map((base) => `relative to ${base}`)],
  names.map((name) => [
    name,
    count(bytes[name]),
    ...bases.map((base) => (bytes[name] / bytes[base]).toFixed(2)),
  ]),
)

const [ROUNDS, SECONDS] = [3, 5]
const shown = ['RxJS recipe', 'rx-cekura', '@tanstack/query-core']
const shares = await interleave(
  ROUNDS,
  Object.fromEntries(
    shown.map((name) => [name, () => measureInChild('idle-jobs.mjs', name, 100_000, SECONDS * 1000).share]),
  ),
)
table(
  `100,000 idle jobs, one poll a minute each, in memory: CPU over ${SECONDS} s, median of ${ROUNDS}`,
  ['poller', 'share of a core', 'relative to the RxJS recipe'],
  shown.map((name) => [
    name,
    `${(100 * median(shares[name])).toFixed(1)} %`,
    ratio(shares, name, 'RxJS recipe').toFixed(2),
  ]),
)
await report({
  'idle/bytes': bytes['rx-cekura'],
  'idle/share': ratio(shares, 'rx-cekura', 'RxJS recipe'),
})
