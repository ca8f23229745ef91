import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length

/** Import statements of packages that are not bundled. A page's own bundle has none. */
const importStatement = /\bimport[^;"()]*"[^"]*";/g

/** Bundles and minifies a program for a browser, as if it stood in `folder`; resolves to its text. */
export const bundle = async (folder, program, external = []) => {
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
  return outputFiles[0].text
}

/** Resolves to the bytes of a bundled program, gzipped. */
export const weigh = async (folder, program, external) =>
  gzipped((await bundle(folder, program, external)).replace(importStatement, ''))
