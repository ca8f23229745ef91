/*
 * The packed client alone in a plain page of each browser that is installed, and the core's own specs there.
 * `node spec/apps/browser/run.mjs`, or with a part of a browser's name
 */
import { join } from 'node:path'
import { inTemporaryFolder, install, packBuilt } from '../../package/pack.mjs'
import { openChromium } from '../../support/chromium.mjs'
import { openFirefox } from '../../support/firefox.mjs'
import { counts } from '../../support/suite.mjs'
import { openWebKit } from '../../support/webkit.mjs'
import { bundlePage, bundleSpecs } from './bundle.mjs'
import { coreSpecs, rules } from './rules.mjs'

const browsers = [
  { name: 'Chromium', open: openChromium },
  { name: 'Firefox', open: openFirefox },
  { name: 'WebKitGTK', open: openWebKit, cutBody: 'Decode' },
]
const wanted = process.argv[2] ?? ''

await inTemporaryFolder(async (temporary) => {
  const tarball = await packBuilt(temporary)
  const folder = await install(join(temporary, 'page'), { 'rx-cekura': `file:${tarball}`, rxjs: '7.8.2' })
  const page = await bundlePage(folder)
  const specs = await bundleSpecs(folder)
  for (const { name, open, cutBody } of browsers.filter(({ name }) => name.includes(wanted))) {
    const opened = await open()
    if (!opened) continue
    const { browser, version, close } = opened
    console.log(`${name} ${version}`)
    try {
      await coreSpecs({ name, browser, script: specs })
      await rules({ name: `${name}, the default fetch`, browser, script: page, cutBody })
      if (name === 'Chromium')
        await rules({ name: `${name}, a fetch that is given`, browser, script: page, fetch: 'native' })
    } finally {
      await close()
    }
  }
})

console.log(`${counts.passed} passed, ${counts.failed} failed`)
// A test that was given up may still be waiting.
process.exit(counts.failed > 0 ? 1 : 0)
