import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipped, weigh } from '../../support/weigh.mjs'

/** Packages in the bundle of a page that makes a client. */
const packages = ['rx-cekura', 'rxjs', 'io-ts', 'fp-ts']

const weighOutsideAngular = (folder, program, external = []) =>
  weigh(folder, program, ['@angular/*', ...external])

const client = "import { createClient } from 'rx-cekura'\ncreateClient()"
const inAngular =
  "import { provideCekura, injectCekura } from 'rx-cekura/angular'\nprovideCekura({})\ninjectCekura()"

/** Minified bytes of each package in an app's main script, from the statistics of the builder. */
const shares = async (files) => {
  const { outputs } = JSON.parse(await readFile(join(files, '..', 'stats.json'), 'utf8'))
  const [, { inputs }] = Object.entries(outputs).find(([name]) => /^main.*\.js$/.test(name))
  const bytes = new Map()
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const [, name = 'its own code'] =
      /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path) ?? []
    const owner = name.startsWith('@angular/') ? 'Angular' : name
    bytes.set(owner, (bytes.get(owner) ?? 0) + bytesInOutput)
  }
  return bytes
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

/**
 * Returns the weight of the client, of its dependencies and of the built app in `files`, as a table in Markdown.
 */
export const weights = async (folder, files) => {
  const page = await weighOutsideAngular(folder, client)
  const inApp = await shares(files)
  const rows = []
  for (const name of packages) {
    const others = packages.filter((other) => other !== name).flatMap((other) => [other, `${other}/*`])
    // The weight of the library excludes the others. Each other package weighs the bytes that a page saves without
    // it.
    const own =
      name === 'rx-cekura'
        ? await weighOutsideAngular(folder, client, others)
        : page - (await weighOutsideAngular(folder, client, [name, `${name}/*`]))
    rows.push([name, kB(own), kB(inApp.get(name) ?? 0)])
  }
  const angular = (await weighOutsideAngular(folder, `${client}\n${inAngular}`)) - page
  rows.push(['rx-cekura/angular, beyond rx-cekura', kB(angular), 'in the first row'])
  rows.push(['a page that makes a client, with all of these', kB(page), ''])
  for (const name of ['Angular', 'tslib', 'its own code'].filter((name) => inApp.has(name)))
    rows.push([`the example app: ${name}`, '', kB(inApp.get(name))])
  const scripts = (await readdir(files)).filter((name) => /\.(js|css)$/.test(name))
  const contents = await Promise.all(scripts.map((name) => readFile(join(files, name))))
  rows.push([
    'the example app, all of it',
    kB(contents.reduce((sum, content) => sum + gzipped(content), 0)),
    kB(contents.reduce((sum, content) => sum + content.length, 0)),
  ])
  return [
    '| what | in a page, min+gzip | in the example app, min |',
    '| --- | ---: | ---: |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n')
}
