/*
 * Type-checks users of the packed tarball, library declarations included. The core is checked under every TypeScript
 * since 5.4 with every module resolution. The Angular entry is checked under each Angular with a TypeScript that it
 * supports. Prints tables, then `N passed, N failed`. `npm run test:types`
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inTemporaryFolder, install, packBuilt } from './pack.mjs'
import { inParallel } from './parallel.mjs'
import { conclude } from './report.mjs'
import { typeCheck } from './typecheck.mjs'

/** The last is whatever is newest. */
const versions = ['5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0', '7.0', 'latest']
const alias = (version) => `typescript-${version}`

const projects = [
  { resolution: 'node10', world: 'DOM and Node' },
  { resolution: 'node16, CommonJS', world: 'Node alone' },
  { resolution: 'node16, ESM', world: 'DOM and Node' },
  { resolution: 'bundler', world: 'DOM alone' },
  { resolution: 'bundler', world: 'neither DOM nor Node' },
]

const angulars = [
  { angular: '20', typescript: '5.8' },
  { angular: '21', typescript: '5.9' },
  { angular: '22', typescript: '6.0' },
]

const compilerAt = async (folder, name) => {
  const at = join(folder, 'node_modules', name)
  const { bin, version } = JSON.parse(await readFile(join(at, 'package.json'), 'utf8'))
  return { version, tsc: join(at, bin.tsc) }
}

const coreCases = async (temporary, tarball) => {
  const folder = await install(join(temporary, 'core'), {
    'rx-cekura': `file:${tarball}`,
    rxjs: '^7.8.0',
    '@types/node': '^20.0.0',
    ...Object.fromEntries(versions.map((version) => [alias(version), `npm:typescript@${version}`])),
  })
  const compilers = new Map()
  for (const version of versions) {
    const compiler = await compilerAt(folder, alias(version))
    compilers.set(compiler.version, compiler)
  }
  return [...compilers.values()].flatMap((compiler) =>
    projects.map((project) => ({
      row: `TypeScript ${compiler.version}`,
      column: `${project.resolution}; ${project.world}`,
      check: () => typeCheck(folder, { ...compiler, ...project }),
    })),
  )
}

const angularCase = async (temporary, tarball, { angular, typescript }) => {
  const folder = await install(join(temporary, `angular-${angular}`), {
    'rx-cekura': `file:${tarball}`,
    rxjs: '^7.8.0',
    '@angular/core': angular,
    '@angular/common': angular,
    typescript,
  })
  const compiler = await compilerAt(folder, 'typescript')
  const project = { resolution: 'bundler', world: 'DOM alone', source: 'angular' }
  return {
    row: `Angular ${angular}`,
    column: `bundler; DOM alone`,
    check: () => typeCheck(folder, { ...compiler, ...project }),
  }
}

const mark = (output) => (output === undefined ? 'does not exist' : output === '' ? 'passed' : 'FAILED')

await inTemporaryFolder(async (temporary) => {
  const tarball = await packBuilt(temporary)
  const cases = await coreCases(temporary, tarball)
  for (const one of angulars) cases.push(await angularCase(temporary, tarball, one))
  const outputs = await inParallel(cases.map(({ check }) => check))

  const table = {}
  cases.forEach(({ row, column }, i) => {
    table[row] = { ...table[row], [column]: mark(outputs[i]) }
    if (outputs[i]) console.error(`✘ ${row}, ${column}\n${outputs[i].slice(0, 3000)}`)
  })
  console.table(table)
  const passed = outputs.filter((output) => output === '').length
  const failed = outputs.filter(Boolean).length
  conclude(passed, failed)
})
