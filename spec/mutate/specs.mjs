import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

// They start servers, browsers or compilers, wait in real time, or read the sources that are mutated.
const slow = /^(compression|docs|faults|fuzz|keepalive|language|newcomer|readme|server|types)\.spec\.ts$/

// They start an application or a command. They run if a file under the same path is mutated.
const heavy = /^spec\/(angular|apps|cli)\//

// They take a second or more, or replace clocks, so they come last.
const late = ['model', 'callers', 'secrets', 'state', 'environments', 'clocks', 'fake-timers']

const listed = (folder) => readdirSync(folder, { recursive: true }).map((file) => path.join(folder, file))

/** Files of `lib/` at and below the given paths. */
export const sources = (paths) =>
  paths
    .flatMap((given) => (statSync(given).isDirectory() ? listed(given) : [path.normalize(given)]))
    .filter((file) => file.endsWith('.ts'))

const mirrored = (source) => source.replace(/^lib/, 'spec').replace(/\.ts$/, '.spec.ts')

/** Specs for the given sources: first those under the same path, then the quick ones of all subjects. */
export const specsFor = (files) => {
  const own = files.map(mirrored).filter((spec) => existsSync(spec))
  const others = listed('spec').filter(
    (spec) => spec.endsWith('.spec.ts') && !heavy.test(spec) && !slow.test(path.basename(spec)),
  )
  const place = (spec) => late.indexOf(path.basename(spec, '.spec.ts'))
  return [...new Set([...own, ...others.sort((a, b) => place(a) - place(b))])]
}
