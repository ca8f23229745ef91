import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pollers } from './pollers.mjs'
import { table } from './table.mjs'

/* Heap and processor time of many idle pollers, each measurement in a process of its own. */

const measure = (...args) => {
  const { stdout } = spawnSync(
    process.execPath,
    ['--expose-gc', join(import.meta.dirname, 'idle-one.mjs'), ...args.map(String)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  )
  return JSON.parse(stdout)
}

const most = ['RxJS recipe', 'the same with features', 'rx-cekura']
const thousands = [1, 10, 100]
const bytes = Object.fromEntries(
  Object.keys(pollers).map((name) => [
    name,
    thousands.map((n) => (n < 100 || most.includes(name) ? measure(name, n * 1000).bytes : undefined)),
  ]),
)
const of = (name, base) => (bytes[name][1] / bytes[base][1]).toFixed(2)
table(
  'Heap per idle poller, in bytes: one poll made, the next due in ten minutes',
  [
    'poller',
    ...thousands.map((n) => `${n},000 pollers`),
    'of the recipe (10,000)',
    'of the recipe with features',
  ],
  Object.entries(bytes).map(([name, sizes]) => [
    name,
    ...sizes.map((size) => (size ? Math.round(size).toLocaleString('en') : '')),
    of(name, 'RxJS recipe'),
    of(name, 'the same with features'),
  ]),
)

table(
  '100,000 pollers, one poll a minute each, in memory: share of a core over ten seconds',
  ['poller', 'of a core', 'polls in that time'],
  ['RxJS recipe', 'rx-cekura'].map((name) => {
    const { share, polls } = measure(name, 100_000, 10_000)
    return [name, `${(100 * share).toFixed(1)} %`, polls]
  }),
)
