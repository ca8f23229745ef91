import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'

/** The page's script, with the package that is installed in `folder`, bundled for browsers; a warning is an error. */
export const bundle = async (folder) => {
  const contents = await readFile(new URL('page.mjs', import.meta.url), 'utf8')
  const { outputFiles, warnings } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    write: false,
  })
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join('\n'))
  return outputFiles[0].text
}
