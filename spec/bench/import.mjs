import { execFileSync } from 'node:child_process'
import { report } from './report.mjs'
import { median } from './samples.mjs'
import { table } from './table.mjs'

/* Time of a cold `require`, a process for each sample: the dependencies first, then the library, then all jobs. */

const ROUNDS = 31

/** Ms that each statement takes, in order, in one new process. */
const timed = (statements) => {
  const script = statements.map((code) => `started = now(); ${code}; times.push(now() - started)`).join('\n')
  const program = `const now = () => performance.now(), times = []; let started; ${script}; console.log(JSON.stringify(times))`
  return JSON.parse(
    execFileSync(process.execPath, ['-e', program], { cwd: import.meta.dirname, encoding: 'utf8' }),
  )
}
const requiring = (name) => `require('${name}')`

const dependencies = ['rxjs', 'io-ts', 'cross-fetch']
const alone = {
  'rx-polling': requiring('rx-polling'),
  '@azure/core-lro': requiring('@azure/core-lro'),
  '@tanstack/query-core': requiring('@tanstack/query-core'),
  undici: requiring('undici'),
  'native fetch, first use': 'void globalThis.fetch; new Response()',
}
const rounds = Array.from({ length: ROUNDS }, () => ({
  own: timed([...dependencies, '../../dist/cjs/index.js', '../../dist/cjs/jobs/index.js'].map(requiring)),
  alone: Object.values(alone).map((statement) => timed([statement])[0]),
}))

const beyond = median(rounds.map(({ own }) => own.at(-2)))
const jobs = median(rounds.map(({ own }) => own.at(-1)))
table(
  `Cold require, median of ${ROUNDS}`,
  ['module', 'ms'],
  [
    ...dependencies.map((name, n) => [name, median(rounds.map(({ own }) => own[n]))]),
    ['rx-cekura beyond these', beyond],
    ['all of rx-cekura', median(rounds.map(({ own }) => own.slice(0, -1).reduce((sum, ms) => sum + ms)))],
    ['rx-cekura/jobs beyond rx-cekura', jobs],
    ...Object.keys(alone).map((name, n) => [
      `${name}, with its dependencies`,
      median(rounds.map((round) => round.alone[n])),
    ]),
  ].map(([name, ms]) => [name, ms.toFixed(1)]),
)
await report({ import: beyond, 'import/jobs': jobs })
