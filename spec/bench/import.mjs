import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { median, table } from './table.mjs'

/* Cold import, a process for each sample: what the dependencies cost by themselves, and this library beyond them. */

const [ROUNDS, root] = [15, join(import.meta.dirname, '../..')]

const timed = (modules) => {
  const script = `const now = () => performance.now()
    const times = ${JSON.stringify(modules)}.map((name) => { const started = now(); require(name); return now() - started })
    console.log(JSON.stringify(times))`
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }))
}

const dependencies = ['rxjs', 'io-ts', 'cross-fetch']
const rounds = Array.from({ length: ROUNDS }, () => timed([...dependencies, './dist/cjs/index.js']))
const peers = Object.fromEntries(
  ['rx-polling', '@azure/core-lro', '@tanstack/query-core', 'undici'].map((name) => [
    name,
    median(Array.from({ length: ROUNDS }, () => timed([name])[0])),
  ]),
)
const own = [...dependencies, 'rx-cekura beyond these'].map((name, n) => [
  name,
  median(rounds.map((times) => times[n])),
])
table(
  `Cold import (require), in ms, median of ${ROUNDS}`,
  ['module', 'ms'],
  [
    ...own,
    ['all of rx-cekura', median(rounds.map((times) => times.reduce((sum, time) => sum + time)))],
    ...Object.entries(peers).map(([name, ms]) => [`${name} (with its dependencies)`, ms]),
  ].map(([name, ms]) => [name, ms.toFixed(1)]),
)
