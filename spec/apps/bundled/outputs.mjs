import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Returns a function that imports packages installed in `folder`. */
export const loaderOf = (folder) => {
  const { resolve } = createRequire(join(folder, 'index.js'))
  return (name) => import(resolve(name))
}

const types = { esm: 'module', cjs: 'commonjs' }

/** Makes an output folder in which Node reads `.js` files as that format. */
export const makeOutput = async (folder, name, format) => {
  const out = join(folder, 'out', name.replaceAll(/\W+/g, '-'))
  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'package.json'), JSON.stringify({ type: types[format] }))
  return out
}

/** Text of the library's half for Node. No minifier changes it. */
const nodeHalf = ['transferableAbortController', 'the body was cut off']

/** Reads a bundle. Throws if it holds the half of the library that is for Node. */
export const readBundle = async (file) => {
  const code = await readFile(file, 'utf8')
  const found = nodeHalf.filter((text) => code.includes(text))
  if (found.length > 0) throw new Error(`the bundle holds "${found.join('", "')}"`)
  return code
}

/** Counts warnings about files of io-ts and fp-ts. Throws if there are others. */
export const theirWarnings = (warnings) => {
  const others = warnings.filter((text) => !text.includes('/io-ts/') && !text.includes('/fp-ts/'))
  if (others.length > 0) throw new Error(others.join('\n'))
  return warnings.length
}
