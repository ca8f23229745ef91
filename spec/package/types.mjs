/*
 * Type-checks a user of the packed tarball, library declarations included, under every TypeScript since 5.4 with every
 * module resolution; prints a table, then `N passed, N failed`. `npm run test:runtimes`
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inTemporaryFolder, install, packFresh } from './pack.mjs'
import { inParallel } from './parallel.mjs'
import { typeCheck } from './typecheck.mjs'

/** The last is whatever is newest. */
const versions = ['5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0', '7.0', 'latest']
const alias = (version) => `typescript-${version}`

const projects = [
  { resolution: 'node10', world: 'DOM and Node' },
  { resolution: 'node16, CommonJS', world: 'Node alone' },
  { resolution: 'node16, ESM', world: 'DOM and Node' },
  { resolution: 'bundler', world: 'DOM alone' },
]

const compilersIn = async (folder) => {
  const compilers = new Map()
  for (const version of versions) {
    const at = join(folder, 'node_modules', alias(version))
    const { bin, version: exact } = JSON.parse(await readFile(join(at, 'package.json'), 'utf8'))
    compilers.set(exact, { version: exact, tsc: join(at, bin.tsc) })
  }
  return [...compilers.values()]
}

const mark = (output) => (output === undefined ? 'does not exist' : output === '' ? 'passed' : 'FAILED')

await inTemporaryFolder(async (temporary) => {
  const folder = await install(join(temporary, 'consumer'), {
    'rx-cekura': `file:${await packFresh(temporary)}`,
    rxjs: '^7.8.0',
    '@types/node': '^20.0.0',
    ...Object.fromEntries(versions.map((version) => [alias(version), `npm:typescript@${version}`])),
  })
  const cases = (await compilersIn(folder)).flatMap((compiler) =>
    projects.map((project) => ({ ...compiler, ...project })),
  )
  const outputs = await inParallel(cases.map((one) => () => typeCheck(folder, one)))

  const table = {}
  cases.forEach(({ version, resolution, world }, i) => {
    table[version] = { ...table[version], [`${resolution}; ${world}`]: mark(outputs[i]) }
    if (outputs[i]) console.error(`✘ TypeScript ${version}, ${resolution}\n${outputs[i].slice(0, 3000)}`)
  })
  console.table(table)
  const passed = outputs.filter((output) => output === '').length
  const failed = outputs.filter(Boolean).length
  console.log(`\n${passed} passed, ${failed} failed`)
  if (failed > 0 || passed === 0) process.exitCode = 1
})
