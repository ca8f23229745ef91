import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { goalRows } from './goals.mjs'
import { tableLines } from './table.mjs'

/*
 * node spec/bench/run.mjs [--write] [part …]: runs the parts, each in a process of its own. Prints Markdown, with the
 * table of goals at the end. `--write` puts that table into README.md.
 */

const youngGeneration = ['--min-semi-space-size=256', '--max-semi-space-size=256']
/** The arguments of node for each run of a part. */
const parts = {
  memory: [['memory.mjs']],
  scale: [['scale.mjs']],
  loopback: [['loopback.mjs']],
  transports: [['transports.mjs']],
  connections: [['connections.mjs']],
  allocation: [[...youngGeneration, 'allocation.mjs']],
  idle: [['idle.mjs']],
  growth: [['million.mjs', 'memory']],
  import: [['import.mjs']],
  size: [['size.mjs']],
  schedules: [['--import=tsx', 'schedules.ts']],
  million: [
    ['million.mjs', 'cross-fetch'],
    ['million.mjs', 'native'],
  ],
}
const byDefault = Object.keys(parts).filter((part) => part !== 'million')

const isWriting = process.argv.includes('--write')
const asked = process.argv.slice(2).filter((argument) => argument !== '--write')
const unknown = asked.find((part) => !(part in parts))
if (unknown) throw new Error(`unknown part "${unknown}"; use ${Object.keys(parts).join(', ')}`)

const here = import.meta.dirname
const versionOf = (folder) => (name) =>
  `${name} ${JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'))).version}`
const conditions = [
  new Date().toISOString().slice(0, 10),
  `Node ${process.versions.node}`,
  `${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  ...['rxjs', 'cross-fetch', 'undici'].map(versionOf(join(here, '../..'))),
  ...['rx-polling', '@azure/core-lro', '@tanstack/query-core'].map(versionOf(here)),
].join('; ')

const measured = {}
const run = async (args) => {
  const child = spawn(process.execPath, ['--expose-gc', ...args], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.on('message', (figures) => Object.assign(measured, figures))
  const [status] = await once(child, 'close')
  if (status !== 0) process.exitCode = 1
}

console.log(conditions)
const started = performance.now()
for (const part of asked.length > 0 ? asked : byDefault) {
  for (const args of parts[part]) await run(args)
  console.error(`${part}: at ${Math.round((performance.now() - started) / 1000)} s`)
}

const rows = goalRows(measured)
const goalsTable = tableLines(['goal', 'limit', 'measured', ''], rows).join('\n')
if (Object.keys(measured).length > 0) console.log(`\nGoals\n\n${goalsTable}`)

if (isWriting) {
  if (rows.some(([, , figure]) => figure === '')) throw new Error('--write needs a run of all parts')
  const file = join(import.meta.dirname, 'README.md')
  const [begin, end] = ['<!-- goals -->', '<!-- /goals -->']
  const [before, rest] = readFileSync(file, 'utf8').split(begin)
  const after = rest.split(end)[1]
  writeFileSync(file, `${before}${begin}\n\n${conditions}\n\n${goalsTable}\n\n${end}${after}`)
}
