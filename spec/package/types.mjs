/*
 * Type-checks a user of the packed tarball, library declarations included, under every TypeScript since 5.4 with every
 * module resolution, with and without the DOM's and Node's types; prints a table. `npm run test:types`
 */
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { inTemporaryFolder, install, packFresh } from './pack.mjs'
import { resolutions, typeCheck, worlds } from './typecheck.mjs'

const versions = ['5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0', '7.0', 'latest']
const alias = (version) => `typescript-${version}`

/** Runs the tasks, a few at a time; the results are in their order. */
const inParallel = async (tasks) => {
  const results = []
  let next = 0
  const worker = async () => {
    for (let i = next++; i < tasks.length; i = next++) results[i] = await tasks[i]()
  }
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker))
  return results
}

await inTemporaryFolder(async (temporary) => {
  const folder = await install(join(temporary, 'consumer'), {
    'rx-cekura': `file:${await packFresh(temporary)}`,
    rxjs: '^7.8.0',
    '@types/node': '^20.0.0',
    ...Object.fromEntries(versions.map((version) => [alias(version), `npm:typescript@${version}`])),
  })
  const installed = async (version) => {
    const at = join(folder, 'node_modules', alias(version))
    const { bin, version: exact } = JSON.parse(await readFile(join(at, 'package.json'), 'utf8'))
    return { version: exact, tsc: join(at, bin.tsc) }
  }
  const compilers = new Map()
  for (const compiler of await Promise.all(versions.map(installed))) compilers.set(compiler.version, compiler)

  const cases = [...compilers.values()].flatMap((compiler) =>
    Object.keys(resolutions).flatMap((resolution) =>
      // The worlds differ in what they declare, not in how the package is found: once per compiler is enough.
      Object.keys(resolution === 'bundler' ? worlds : { 'DOM and Node': 0 }).map((world) => ({
        ...compiler,
        resolution,
        world,
      })),
    ),
  )
  const outputs = await inParallel(cases.map((one) => () => typeCheck(folder, one)))

  const table = {}
  const mark = (output) => (output === undefined ? 'does not exist' : output === '' ? 'passed' : 'FAILED')
  cases.forEach(({ version, resolution, world }, i) => {
    const column = resolution === 'bundler' ? `bundler, ${world}` : resolution
    table[version] = { ...table[version], [column]: mark(outputs[i]) }
    if (outputs[i]) console.error(`✘ TypeScript ${version}, ${column}\n${outputs[i].slice(0, 3000)}`)
  })
  console.table(table)
  const passed = outputs.filter((output) => output === '').length
  const failed = outputs.filter(Boolean).length
  console.log(`\n${passed} passed, ${failed} failed`)
  if (failed > 0 || passed === 0) process.exitCode = 1
})
