import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { inTemporaryFolder, mustRun, packBuilt, root } from '../../package/pack.mjs'
import { build, installLocked } from '../ng.mjs'

/* `npm start`: installs missing packages, builds the library and the example, and serves it with a fake Cekura. */

const step = async (name, work) => {
  console.log(`${name} …`)
  return work()
}
const has = (...path) => existsSync(join(root, ...path))

if (!has('node_modules', 'typescript'))
  await step('installing the library, about a minute', () => mustRun('npm', ['ci'], { cwd: root }))
await step('building the library, half a minute', () => mustRun('npm', ['run', '-s', 'build'], { cwd: root }))
const example = await step('installing the example, about a minute', () =>
  inTemporaryFolder(async (temporary) => installLocked('angular', await packBuilt(temporary))),
)
const folder = await step('building the example', () => build(example))
// Only now are the packages there that it imports.
const { serveExample } = await import('./serve.mjs')
console.log(`\nThe example is at ${await serveExample(join(folder, 'browser'))}`)
