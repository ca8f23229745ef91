import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { mustRun } from '../../package/pack.mjs'

/*
 * Each bundler with the options that its documentation gives for a server or a page. Each function takes what it bundles:
 * `entry`, `format`, `isServer`. It writes `file` and resolves to the warnings.
 */

const esbuild = async ({ load, entry, file, format, isServer }) => {
  const { build } = await load('esbuild')
  const platform = isServer ? 'node' : 'browser'
  const options = { bundle: true, platform, format, minify: true, logLevel: 'silent' }
  const { warnings } = await build({ entryPoints: [entry], outfile: file, ...options })
  return warnings.map(({ text }) => text)
}

const rolldown = async ({ load, entry, file, format, isServer }) => {
  const { build } = await load('rolldown')
  const warnings = []
  const platform = isServer ? 'node' : 'browser'
  const onwarn = ({ message }) => warnings.push(message)
  await build({ input: entry, platform, onwarn, output: { file, format, minify: true } })
  return warnings
}

const rollup =
  (exportConditions) =>
  async ({ load, entry, file, format, isServer }) => {
    const { rollup } = await load('rollup')
    const { nodeResolve } = await load('@rollup/plugin-node-resolve')
    const { default: commonjs } = await load('@rollup/plugin-commonjs')
    const warnings = []
    const bundle = await rollup({
      input: entry,
      plugins: [nodeResolve({ browser: !isServer, exportConditions }), commonjs()],
      onwarn: ({ message, loc }) => warnings.push(`${loc?.file ?? ''} ${message}`),
    })
    await bundle.write({ file, format })
    return warnings
  }

/** Both have the same interface. */
const webpackOr =
  (name) =>
  async ({ load, entry, out, format, isServer }) => {
    const { rspack, default: webpack } = await load(name)
    const asModule = { experiments: { outputModule: true }, output: { module: true } }
    const { output, ...experiments } = isServer && format === 'esm' ? asModule : {}
    const stats = await promisify(rspack ?? webpack)({
      context: out,
      mode: 'production',
      target: isServer ? 'node20' : 'web',
      entry,
      output: { path: out, filename: 'bundle.js', ...output },
      performance: false,
      // The minimizer takes most of the time.
      ...(name === 'webpack' && { optimization: { minimize: false } }),
      ...experiments,
    })
    const { errors, warnings } = stats.toJson()
    return [...errors, ...warnings].map(({ message, moduleName }) => `${moduleName} ${message}`)
  }

const vite =
  (noExternal) =>
  async ({ load, entry, out, format, isServer }) => {
    const { build } = await load('vite')
    const warnings = []
    const output = { entryFileNames: 'bundle.js', format }
    const rolldownOptions = { input: entry, onwarn: ({ message }) => warnings.push(message), output }
    await build({
      root: out,
      configFile: false,
      logLevel: 'silent',
      ssr: { noExternal },
      build: { ssr: isServer, outDir: out, emptyOutDir: false, rolldownOptions },
    })
    return warnings
  }

/** Vite's development server runs the entry itself, without a bundle. */
const viteDev =
  (noExternal) =>
  async ({ entry, file }) => {
    const options = { configFile: false, appType: 'custom', ssr: { noExternal } }
    const server = { middlewareMode: true, ws: false, hmr: false }
    const lines = [
      "import { createServer } from 'vite'",
      `const vite = await createServer(${JSON.stringify({ ...options, server })})`,
      `await vite.ssrLoadModule(${JSON.stringify(entry)})`,
      'await vite.close()',
    ]
    await writeFile(file, lines.join('\n'))
    return []
  }

/** Starts Vite's development server for a page. Resolves to its address. */
export const serveByVite = async (t, load, root) => {
  const { createServer } = await load('vite')
  const server = await createServer({ root, configFile: false, logLevel: 'error', server: { port: 0 } })
  t.teardown(() => server.close())
  await server.listen()
  return server.resolvedUrls.local[0]
}

const parcelFormats = { esm: 'esmodule', cjs: 'commonjs' }

const parcel = async ({ load, folder, entry, out, format, isServer }) => {
  const { Parcel } = await load('@parcel/core')
  const ofServer = { outputFormat: parcelFormats[format], engines: { node: '>=20' } }
  const ofPage = { outputFormat: 'global', engines: { browsers: 'last 1 Chrome version' } }
  const { bundleGraph } = await new Parcel({
    entries: entry,
    defaultConfig: join(folder, 'node_modules/@parcel/config-default/index.json'),
    mode: 'production',
    shouldDisableCache: true,
    targets: {
      main: {
        distDir: out,
        distEntry: 'bundle.js',
        context: isServer ? 'node' : 'browser',
        includeNodeModules: true,
        sourceMap: false,
        ...(isServer ? ofServer : ofPage),
      },
    },
  }).run()
  return bundleGraph.getBundles().length === 1 ? [] : ['more than one bundle']
}

/** Bun takes CommonJS for `--target=node`, unless its options ask for ES modules. */
const bun =
  (...options) =>
  async ({ folder, entry, file, format }) => {
    const program = join(folder, 'node_modules/bun/bin/bun.exe')
    const printed = await mustRun(program, [
      'build',
      entry,
      `--format=${format}`,
      `--outfile=${file}`,
      ...options,
    ])
    return printed.split('\n').filter((line) => line.includes('warn'))
  }

const bothFormats = (name, bundle) =>
  Object.entries({ ESM: 'esm', CommonJS: 'cjs' }).map(([kind, format]) => ({
    name: `${name}, ${kind}`,
    format,
    bundle,
  }))

export const servers = [
  ...bothFormats('esbuild', esbuild),
  ...bothFormats('rolldown', rolldown),
  ...bothFormats('rollup', rollup()),
  { name: 'rollup with the condition node', format: 'esm', bundle: rollup(['node']) },
  ...bothFormats('webpack', webpackOr('webpack')),
  ...bothFormats('rspack', webpackOr('@rspack/core')),
  { name: 'Vite, SSR build', format: 'esm', bundle: vite() },
  { name: 'Vite, SSR build with all packages', format: 'esm', bundle: vite(true) },
  { name: 'Vite, SSR development', format: 'esm', bundle: viteDev() },
  { name: 'Vite, SSR development with the library', format: 'esm', bundle: viteDev(['rx-cekura']) },
  ...bothFormats('Parcel', parcel),
  ...bothFormats('Bun for Node.js', bun('--target=node', '--conditions=module')),
]

export const pages = [
  { name: 'esbuild', bundle: esbuild },
  { name: 'rolldown', bundle: rolldown },
  { name: 'rollup', bundle: rollup() },
  { name: 'webpack', bundle: webpackOr('webpack') },
  { name: 'rspack', bundle: webpackOr('@rspack/core') },
  { name: 'Vite', bundle: vite() },
  { name: 'Parcel', bundle: parcel },
  { name: 'Bun', bundle: bun('--target=browser') },
].map((page) => ({ ...page, format: 'esm' }))
