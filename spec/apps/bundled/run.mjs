/*
 * Bundles the packed library by each bundler, for a server and for a page. Runs each bundle and counts warnings.
 * `npm run test:bundlers`, or `npm run test:bundlers -- Vite` for the tests whose titles have that word.
 */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inTemporaryFolder, install, mustRun, packBuilt, run } from '../../package/pack.mjs'
import { openChromium } from '../../support/chromium.mjs'
import { counts, suite } from '../../support/suite.mjs'
import { pages, servers, serveByVite } from './bundlers.mjs'
import { loaderOf, makeOutput, readBundle, theirWarnings } from './outputs.mjs'
import { buildNext, startNext } from './next.mjs'
import { logged } from './page.mjs'
import { demand } from '../../support/demand.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

const versions = {
  esbuild: '0.28.2',
  rolldown: '1.3.2',
  rollup: '4.68.8',
  '@rollup/plugin-commonjs': '29.0.3',
  '@rollup/plugin-node-resolve': '16.0.3',
  webpack: '5.113.0',
  '@rspack/core': '2.3.3',
  vite: '8.3.8',
  '@parcel/core': '2.16.4',
  '@parcel/config-default': '2.16.4',
  bun: '1.4.5',
  // Newer than the oldest that is supported, because it warns of more.
  node: '24',
  rxjs: '7.8.2',
}

const statuses = ['pending', 'running', 'completed']
const printed = `${statuses.join('\n')}\n`

const html = (script) =>
  `<!doctype html><link rel="icon" href="data:,"><script type="module" src="${script}"></script>`

/** Answers the requests of a page for its HTML and its script. */
const serving = (code) => (path) =>
  path === '/'
    ? { contentType: 'text/html', body: html('bundle.js') }
    : { contentType: 'text/javascript', body: code }

/** Output without the lines that Vite's own client logs. */
const withoutVite = (output) =>
  output
    .split('\n')
    .filter((line) => !line.startsWith('[vite]'))
    .join('\n')

/** Parcel reads `exports` only if the project asks for it. */
const askForExports = async (folder) => {
  const file = join(folder, 'package.json')
  const manifest = JSON.parse(await readFile(file, 'utf8'))
  manifest['@parcel/resolver-default'] = { packageExports: true }
  await writeFile(file, JSON.stringify(manifest))
}

await inTemporaryFolder(async (temporary) => {
  const tarball = await packBuilt(temporary)
  const folder = await install(join(temporary, 'bundled'), { 'rx-cekura': `file:${tarball}`, ...versions })
  await askForExports(folder)
  await cp(here('programs'), join(folder, 'programs'), { recursive: true })

  const load = loaderOf(folder)
  const installed = createRequire(join(folder, 'index.js'))
  const { fakeCekura } = installed('rx-cekura/testing')
  const { testRun } = installed('rx-cekura/jobs')

  const bundled = async ({ name, format, bundle }, program) => {
    const out = await makeOutput(folder, `${program} ${name}`, format)
    const entry = join(folder, 'programs', `${program}.mjs`)
    const file = join(out, 'bundle.js')
    const warnings = await bundle({ load, folder, out, entry, file, format, isServer: program === 'server' })
    theirWarnings(warnings)
    return { file, code: await readBundle(file) }
  }

  /** A fake service with one job. */
  const service = () => {
    const fake = fakeCekura()
    fake.of(testRun).job(7, statuses)
    return fake
  }
  const environment = async (t) => {
    const api = await service().listen()
    t.teardown(api.close)
    return { ...process.env, CEKURA_API_URL: api.url }
  }

  const wanted = process.argv[2] ?? ''
  const all = suite('bundled', 420_000)
  const test = (name, body) => (name.includes(wanted) ? all.test(name, body) : undefined)

  for (const server of servers)
    await test(`a server by ${server.name} watches a job without a warning`, async (t) => {
      const { file } = await bundled(server, 'server')
      const node = join(folder, 'node_modules/node/bin/node')
      const { output } = await run(node, [file], { cwd: folder, env: await environment(t) })
      demand(output === printed, output)
    })

  await test('a server by Bun for Bun watches a job without a warning', async (t) => {
    const file = join(await makeOutput(folder, 'for Bun', 'esm'), 'bundle.js')
    const bun = join(folder, 'node_modules/bun/bin/bun.exe')
    await mustRun(bun, ['build', join(folder, 'programs/server.mjs'), '--target=bun', `--outfile=${file}`])
    const { output } = await run(bun, [file], { cwd: folder, env: await environment(t) })
    demand(output === printed, output)
  })

  const chromium = await openChromium()
  if (!chromium) return
  const { browser, close } = chromium
  const watched = (t, page) => logged(t, { browser, fake: service(), count: statuses.length, ...page })
  try {
    for (const page of pages)
      await test(`a page by ${page.name} watches a job without a warning`, async (t) => {
        const { code } = await bundled(page, 'page')
        const output = await watched(t, { serve: serving(code) })
        demand(output === printed, output)
      })

    await test("a page of Vite's development server watches a job without a warning", async (t) => {
      await writeFile(join(folder, 'index.html'), html('/programs/page.mjs'))
      const output = await watched(t, { url: await serveByVite(t, load, folder), count: statuses.length + 2 })
      demand(withoutVite(output) === printed, output)
    })

    let app
    await test('an app by Next.js builds without a warning', async () => {
      app = await buildNext(temporary, tarball)
    })
    for (const route of ['node', 'edge', 'page'])
      await test(`the ${route} of an app by Next.js watches a job without a warning`, async (t) => {
        const { url, warnings } = await startNext(t, app, await environment(t))
        const fetched = async () => (await fetch(`${url}/${route}`)).text()
        const output = route === 'page' ? await watched(t, { url }) : await fetched()
        demand(output === (route === 'page' ? printed : JSON.stringify(statuses)), output)
        demand(warnings().length === 0, warnings().join('\n'))
      })
  } finally {
    await close()
  }
})

console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed > 0 ? 1 : 0)
