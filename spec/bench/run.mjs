import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'

/*
 * npm run bench, or node spec/bench/run.mjs <part> …: each part in a process of its own, as Markdown on stdout.
 * What is compared runs interleaved, and is given as the median of the ratios of each round: a busy machine then
 * disturbs both alike.
 */

const parts = {
  schedules: ['--import=tsx', 'schedules.ts'],
  overhead: ['overhead.mjs'],
  socket: ['socket.mjs'],
  allocation: ['--min-semi-space-size=256', '--max-semi-space-size=256', 'allocation.mjs'],
  idle: ['idle.mjs'],
  million: ['million.mjs'],
  transports: ['transports.mjs'],
  scale: ['scale.mjs'],
  import: ['import.mjs'],
  size: ['size.mjs'],
}

const root = join(import.meta.dirname, '../..')
const versionOf = (name) =>
  `${name} ${JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'))).version}`
const compared = ['rxjs', 'cross-fetch', 'undici', 'rx-polling', '@azure/core-lro', '@tanstack/query-core']
console.log(
  [
    new Date().toISOString().slice(0, 10),
    `Node ${process.versions.node}`,
    `${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    ...compared.map(versionOf),
  ].join('; '),
)

const started = performance.now()
const asked = process.argv.slice(2)
for (const part of asked.length > 0 ? asked : Object.keys(parts)) {
  const [file, ...flags] = [...parts[part]].reverse()
  const { status } = spawnSync(process.execPath, ['--expose-gc', ...flags, join(import.meta.dirname, file)], {
    stdio: 'inherit',
    cwd: root,
  })
  if (status !== 0) process.exitCode = 1
  console.error(`${part}: at ${Math.round((performance.now() - started) / 1000)} s`)
}
