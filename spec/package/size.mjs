import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const angular = ['@angular/*']
const dependencies = [...angular, 'rxjs', 'rxjs/*', 'fp-ts', 'fp-ts/*', 'io-ts', 'io-ts/*', 'cross-fetch']

/** Import statements of what is not bundled: in a page's own bundle there are none. */
const importStatement = /\bimport[^;"()]*"[^"]*";/g

/** Bundles, minifies and gzips a program of a user's for the browser; resolves to bytes. */
const weigh = async (folder, program, external) => {
  const { outputFiles, warnings } = await build({
    stdin: { contents: program, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external,
    logLevel: 'silent',
  })
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join('\n'))
  return gzipSync(outputFiles[0].text.replace(importStatement, ''), { level: 9 }).length
}

const client = "import { createClient } from 'rx-cekura'\ncreateClient()"
const everything = (...entries) => entries.map((entry) => `export * from '${entry}'`).join('\n')

/** This library's own code in a page that makes a client. */
export const clientSize = (folder) => weigh(folder, client, dependencies)

/** The same with all that it depends on. */
export const wholeSize = (folder) => weigh(folder, client, angular)

/** This library's own code in a page that uses all of some entry points. */
export const ownSize = (folder, ...entries) => weigh(folder, everything(...entries), dependencies)
