import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../../package/pack.mjs'

/** Bundles a program with the options of wrangler. */
const bundle = async (contents, folder, outfile) => {
  const { warnings } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    target: 'es2024',
    keepNames: true,
    logLevel: 'silent',
  })
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join('\n'))
}

/** A quick start of the README within a Worker. It responds when it has printed as many lines as the URL asks for. */
const toWorker = (block) => {
  const lines = block.split('\n')
  const isImport = (line) => line.startsWith('import ')
  return `${lines.filter(isImport).join('\n')}
  export default {
    async fetch(request) {
      const printed = []
      const print = (...words) => printed.push(words.join(' '))
      const console = { log: print, error: print }
      ${lines.filter((line) => !isImport(line)).join('\n')}
      const wanted = Number(new URL(request.url).searchParams.get('lines'))
      while (printed.length < wanted) await new Promise((resolve) => setTimeout(resolve, 10))
      return Response.json(printed)
    },
  }`
}

/** Bundles all programs with the library that is installed in `folder`. Resolves to the file of each. */
export const bundleAll = async (folder) => {
  const programOf = (name) => readFile(new URL(`programs/${name}.mjs`, import.meta.url), 'utf8')
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const [watching, starting] = readme.split('```ts\n').slice(1, 3)
  const quickStart = (text) => toWorker(text.split('\n```')[0])
  const programs = {
    watch: await programOf('watch'),
    example: await programOf('example'),
    watching: quickStart(watching),
    starting: quickStart(starting),
  }
  const files = {}
  for (const [name, contents] of Object.entries(programs)) {
    files[name] = join(folder, `${name}.js`)
    await bundle(contents, folder, files[name])
  }
  return files
}
