import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

// They start servers, browsers or compilers, wait in real time, or read the sources that are mutated.
const slow = /^(angular.*|cli|docs|faults|fuzz|keepalive|readme|server|types)\.spec\.ts$/

// They take a second or more, so they come last.
const long = /^(callers|model|secrets)\.spec\.ts$/

const listed = (folder, recursive) =>
  existsSync(folder) ? readdirSync(folder, { recursive }).map((file) => path.join(folder, file)) : []

/** Files of `lib/` at and below the given paths. */
export const sources = (paths) =>
  paths
    .flatMap((given) => (statSync(given).isDirectory() ? listed(given, true) : [path.normalize(given)]))
    .filter((file) => file.endsWith('.ts'))

const mirrored = (source) => source.replace(/^lib/, 'spec').replace(/\.ts$/, '.spec.ts')

/** Specs for the given sources: first those under the same path, then the quick ones of all subjects. */
export const specsFor = (files) => {
  const own = files.map(mirrored).filter((spec) => existsSync(spec))
  if (files.some((file) => file.startsWith('lib/jobs/'))) own.push('spec/jobs/contract.spec.ts')
  const others = ['spec', 'spec/promises']
    .flatMap((folder) => listed(folder, false))
    .filter((spec) => spec.endsWith('.spec.ts') && !slow.test(path.basename(spec)))
  const isLong = (spec) => long.test(path.basename(spec))
  return [...new Set([...own, ...others.sort((a, b) => isLong(a) - isLong(b))])]
}
