import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build, installLocked, installMajor } from './angular/build.mjs'
import { e2e } from './angular/e2e.mjs'
import { weights } from './angular/weights.mjs'
import { build as buildServer, install as installServer } from './ssr/build.mjs'
import { e2e as serverRender } from './ssr/e2e.mjs'
import { inTemporaryFolder, packBuilt } from '../package/pack.mjs'
import { openChromium } from '../support/chromium.mjs'
import { counts, suite } from '../support/suite.mjs'

/*
 * The packed package in real applications in a real browser: the example, built by Angular's own builder under each
 * major version from 20 on, with and without zone.js, and an application that a server renders. Installs all that it needs
 * but the browser.
 * Pictures of each state of the app go to the folder that the environment variable SCREENSHOTS names.
 */

const apps = [
  { name: 'Angular 21', major: 21, thorough: true },
  { name: 'Angular 21, zone.js', major: 21, zones: true },
  {
    name: 'Angular 20, zone.js',
    major: 20,
    zones: true,
    needed: { typescript: '~5.9.0', 'zone.js': '~0.15.0' },
  },
  // Angular 22 does not run on Node 20.
  { name: 'Angular 22', major: 22, needed: { typescript: '~6.0.0', node: '^22.22.3' } },
]

const serverRenders = [
  { name: 'Angular 21, server render' },
  { name: 'Angular 21, server render, zone.js', zones: true },
]

const chromium = await openChromium()
if (!chromium) process.exit()

await inTemporaryFolder(async (temporary) => {
  const tarball = await packBuilt(temporary)

  const folders = new Map()
  const install = ({ major, needed }) => {
    if (!folders.has(major))
      folders.set(major, needed ? installMajor(temporary, tarball, major, needed) : installLocked(tarball))
    return folders.get(major)
  }

  /** Where the app is installed, and its built files; one after another, while those before are tested. */
  let last = Promise.resolve()
  const builds = apps.map((app) => {
    last = last.then(async () => {
      const folder = await install(app)
      const node = app.needed?.node && join(folder, 'node_modules', 'node', 'bin', 'node')
      return { folder, files: await build(folder, { node, zones: app.zones }) }
    })
    const built = last
    last = last.catch(() => {})
    return built
  })
  for (const built of builds) built.catch(() => {}) // handled below

  const serverFiles = []
  last = last.then(() => installServer(tarball))
  for (const { zones } of serverRenders) {
    last = last.then(() => buildServer({ zones }))
    last.catch(() => {}) // handled below
    serverFiles.push(last)
  }

  const { browser, version, close } = chromium
  console.log(`Chromium ${version}`)
  try {
    for (const [n, { name, thorough }] of apps.entries()) {
      let built
      await suite(name, 300_000).test("builds by Angular's builder without a warning", async () => {
        built = await builds[n]
      })
      if (!built) continue
      if (thorough) console.log(await weights(built.folder, built.files))
      const installed = createRequire(join(built.folder, 'index.js'))
      const { fakeCekura } = installed('rx-cekura/testing')
      const jobs = installed('rx-cekura/jobs')
      const shots = thorough && process.env.SCREENSHOTS
      await e2e({ name, browser, folder: built.files, fakeCekura, jobs, thorough, shots })
    }
    for (const [n, { name }] of serverRenders.entries()) {
      let file
      await suite(name, 300_000).test("builds by Angular's builder without a warning", async () => {
        file = await serverFiles[n]
      })
      if (!file) continue
      const { fakeCekura } = createRequire(file)('rx-cekura/testing')
      await serverRender({ name, browser, file, fakeCekura })
    }
  } finally {
    await close()
  }
})

console.log(`${counts.passed} passed, ${counts.failed} failed`)
// A test that was given up may still be waiting.
process.exit(counts.failed > 0 ? 1 : 0)
