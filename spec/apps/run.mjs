import { createRequire } from 'node:module'
import { join } from 'node:path'
import { e2e } from './angular/e2e.mjs'
import { weights } from './angular/weights.mjs'
import { build, installLocked, installVersion } from './ng.mjs'
import { e2e as serverRender } from './ssr/e2e.mjs'
import { inTemporaryFolder, packBuilt } from '../package/pack.mjs'
import { openChromium } from '../support/chromium.mjs'
import { counts, suite } from '../support/suite.mjs'

/*
 * Runs the packed package in applications in a browser. One is the example, built by Angular's own builder under each
 * major version from 20 on, with and without zone.js. The other is an application that a server renders. Installs all
 * but the browser.
 * `node spec/apps/run.mjs 'Angular 20'` runs the applications with this text in their names. Without a text, all but
 * the extra ones run. Pictures of each state of the app go to the folder that the environment variable SCREENSHOTS
 * names.
 */

const zones = true
const angular20 = { angular: '^20.0.0', needed: { typescript: '~5.9.0', 'zone.js': '~0.15.0' } }
const angular21 = {} // the locked version
// Angular 22 does not run on Node 20.
const angular22 = { angular: '^22.0.0', needed: { typescript: '~6.0.0', node: '^22.22.3' } }
// One version of all, because the packages of a server render need the same version of each other.
const server22 = { ...angular22, angular: '22.2.0' }

const word = process.argv[2]
const apps = [
  { name: 'Angular 21', app: 'angular', ...angular21, thorough: true },
  { name: 'Angular 21, zone.js', app: 'angular', ...angular21, zones },
  { name: 'Angular 20, zone.js', app: 'angular', ...angular20, zones },
  { name: 'Angular 22', app: 'angular', ...angular22 },
  { name: 'Angular 21, server render', app: 'ssr', ...angular21 },
  { name: 'Angular 21, server render, zone.js', app: 'ssr', ...angular21, zones },
  { name: 'Angular 22, server render', app: 'ssr', ...server22, isExtra: true },
  { name: 'Angular 22, server render, zone.js', app: 'ssr', ...server22, zones, isExtra: true },
].filter(({ name, isExtra }) => (word ? name.includes(word) : !isExtra))

const chromium = await openChromium()
if (!chromium) process.exit()

await inTemporaryFolder(async (temporary) => {
  const tarball = await packBuilt(temporary)

  const folders = new Map()
  const install = ({ app, angular, needed }) => {
    const key = `${app} ${angular}`
    if (!folders.has(key))
      folders.set(
        key,
        angular ? installVersion(app, temporary, tarball, angular, needed) : installLocked(app, tarball),
      )
    return folders.get(key)
  }

  /**
   * Folder of an app, its built files and its Node. Apps are built one after the other. Meanwhile, earlier ones are
   * tested.
   */
  let last = Promise.resolve()
  const builds = apps.map((app) => {
    last = last.then(async () => {
      const folder = await install(app)
      const node = app.needed?.node ? join(folder, 'node_modules', 'node', 'bin', 'node') : process.execPath
      return { folder, node, files: await build(folder, { node, zones: app.zones }) }
    })
    const built = last
    last = last.catch(() => {})
    return built
  })
  for (const built of builds) built.catch(() => {}) // handled below

  const { browser, version, close } = chromium
  console.log(`Chromium ${version}`)
  try {
    for (const [n, { name, app, thorough }] of apps.entries()) {
      let built
      await suite(name, 300_000).test("builds by Angular's builder without a warning", async () => {
        built = await builds[n]
      })
      if (!built) continue
      const { folder, files, node } = built
      if (thorough) console.log(await weights(folder, join(files, 'browser')))
      const installed = createRequire(join(folder, 'index.js'))
      const { fakeCekura } = installed('rx-cekura/testing')
      if (app === 'ssr') {
        const file = join(files, 'server', 'server.mjs')
        await serverRender({ name, browser, node, file, fakeCekura })
        continue
      }
      const jobs = installed('rx-cekura/jobs')
      const shots = thorough && process.env.SCREENSHOTS
      await e2e({ name, browser, folder: join(files, 'browser'), fakeCekura, jobs, thorough, shots })
    }
  } finally {
    await close()
  }
})

console.log(`${counts.passed} passed, ${counts.failed} failed`)
// A test that was given up may still be waiting.
process.exit(counts.failed > 0 ? 1 : 0)
