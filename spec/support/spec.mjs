/* Runs the specs whose path contains one of the words: `npm run spec -- progress`. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const words = process.argv.slice(2)
const folders = readdirSync('spec', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .map(({ name }) => join('spec', name))
const specs = ['spec', ...folders]
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.spec.ts') && words.some((word) => path.includes(word)))

if (specs.length === 0) {
  console.error(`no spec for ${words.join(', ') || 'no word'}; use npm run spec -- progress`)
  process.exitCode = 1
} else process.exitCode = spawnSync('npx', ['ava', ...specs], { stdio: 'inherit' }).status ?? 1
