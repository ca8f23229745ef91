import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Specs that run without Node. The others need Node, or set up a page of their own. */
const specs = ['progress', 'start', 'interop', 'polling/retry', 'model/events', 'jobs/clean-description']

const bundled = async (options) => {
  const { outputFiles, warnings } = await build({
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    write: false,
    ...options,
  })
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join('\n'))
  return outputFiles[0].text
}

/** The script of the page for the rules, with the package that is installed in `folder`. */
export const bundlePage = async (folder) =>
  bundled({ stdin: { contents: await readFile(here('page.mjs'), 'utf8'), resolveDir: folder } })

/**
 * Bundles the specs of the core as a script for a page. Their imports of lib/ resolve to the package's ESM build.
 */
export const bundleSpecs = (folder) =>
  bundled({
    stdin: {
      contents: specs.map((name) => `import '../../${name}.spec.ts'`).join('\n'),
      resolveDir: here('.'),
    },
    ignoreAnnotations: true, // that nothing here has side effects, when specs do nothing else
    // One RxJS for both, so that the virtual clock of the specs is the client's.
    alias: { ava: here('ava.mjs'), rxjs: join(folder, 'node_modules', 'rxjs') },
    plugins: [
      {
        name: 'the package as lib/',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^(\.\.\/)+lib\/.+\.js$/ }, ({ path }) => ({
            path: join(
              folder,
              'node_modules',
              'rx-cekura',
              'dist',
              'esm',
              ...path.replace(/.*\blib\//, '').split('/'),
            ),
          })),
      },
    ],
  })
