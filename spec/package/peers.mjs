/*
 * Installs the packed library beside Angular versions that its Angular entry does not support. Under Angular 19 and the
 * oldest rxjs, the entry refuses requests that redirects would make unsafe. Takes the result of `npm run build`.
 * `node spec/package/peers.mjs`
 */
import { cp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inTemporaryFolder, install, mustRun, packBuilt } from './pack.mjs'
import { createReport } from './report.mjs'
import { demand } from '../support/demand.mjs'

const program = fileURLToPath(new URL('peers/refusal.mjs', import.meta.url))

/** Dependencies of a new application of an Angular version. */
const applicationOf = (major, zone) => ({
  ...Object.fromEntries(
    [
      ...['animations', 'common', 'compiler', 'core', 'forms', 'platform-browser'],
      ...['platform-browser-dynamic', 'router'],
    ].map((name) => [`@angular/${name}`, `^${major}.0.0`]),
  ),
  rxjs: '~7.8.0',
  tslib: '^2.3.0',
  'zone.js': zone,
})
const applications = [
  applicationOf(17, '~0.14.3'),
  applicationOf(18, '~0.14.10'),
  applicationOf(19, '~0.15.0'),
]

const { check, end } = createReport()

await inTemporaryFolder(async (temporary) => {
  const library = { 'rx-cekura': `file:${await packBuilt(temporary)}` }

  for (const application of applications) {
    const angular = application['@angular/core']
    await check(`npm installs the library into an application of Angular ${angular}`, async () => {
      await install(
        join(temporary, `angular-${angular}`),
        { ...application, ...library },
        '--package-lock-only',
      )
    })
  }

  await check('under Angular 19 and rxjs 7.4.0, the Angular entry refuses redirects with a key', async () => {
    const names = ['core', 'common', 'compiler']
    const angular = Object.fromEntries(names.map((name) => [`@angular/${name}`, '^19.0.0']))
    const folder = await install(join(temporary, 'refusal'), { ...angular, ...library, rxjs: '7.4.0' })
    await cp(program, join(folder, 'refusal.mjs'))
    const { fakeCekura } = createRequire(join(folder, 'index.js'))('rx-cekura/testing')
    const fake = fakeCekura()
    const server = await fake.listen()
    try {
      const env = { ...process.env, CEKURA_API_KEY: '' }
      const printed = await mustRun(process.execPath, ['refusal.mjs', server.url], { cwd: folder, env })
      const [refused, sent] = printed.split('\n')
      demand(/^with a key: Config, .*update Angular to 20\.1 or later$/.test(refused), printed)
      demand(sent.startsWith('without a key: Http, '), printed)
      demand(fake.requests.length === 1, `${fake.requests.length} requests`)
    } finally {
      await server.close()
    }
  })
})

end()
