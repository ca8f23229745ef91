/*
 * Installs the packed tarball beside every runtime that npm brings, runs the conformance suite in each as ESM and as
 * CommonJS, and prints a table. `npm run test:runtimes`
 */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inTemporaryFolder, install, packFresh, run } from '../package/pack.mjs'
import { inParallel } from '../package/parallel.mjs'
import { conclude } from '../package/report.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Deno gets no permission to read the environment: the library must do without. */
const denoArguments = ['run', '--no-prompt', '--allow-net', '--allow-read']

const runtimes = [
  { name: 'Node.js 20', packages: { node: 'node@20' }, file: 'node/bin/node' },
  { name: 'Node.js 22', packages: { node: 'node@22' }, file: 'node/bin/node' },
  { name: 'Node.js 24', packages: { node: 'node@24' }, file: 'node/bin/node' },
  { name: 'Node.js newest', packages: { node: 'node@latest' }, file: 'node/bin/node' },
  { name: 'Bun', packages: { bun: 'bun@1' }, file: 'bun/bin/bun.exe' },
  { name: 'Deno', packages: { deno: 'deno@2' }, file: '.bin/deno', args: denoArguments },
]

/** Faults of a runtime, not of this library: they neither pass nor fail. */
const knownFaults = {
  Deno: {
    // node:http sends a destroyed request again on a reused connection; the runtime's own fetch does not.
    'unsubscribing aborts the request in flight (default fetch)':
      'https://github.com/denoland/deno/issues/36786',
  },
}

const toVersion = (printed) => /\d+\.\d+\.\d+/.exec(printed)?.[0]

/** Separates what the runtime is known for from what counts. */
const judged = (runtime, { passed, failed }) => {
  const known = knownFaults[runtime] ?? {}
  for (const name of passed.filter((name) => name in known))
    console.log(`${runtime} is mended: take "${name}" off the list of known faults`)
  return {
    passed: passed.length,
    known: failed.filter(({ name }) => name in known).map(({ name }) => `${name}: ${known[name]}`),
    failed: failed.filter(({ name }) => !(name in known)).map(({ name, reason }) => `${name}: ${reason}`),
  }
}

const runSuite = async (folder, { name, file, args = [] }, entry) => {
  const command = join(folder, 'node_modules', file)
  const { code, output, stdout } = await run(command, [...args, entry], { cwd: folder, timeout: 120_000 })
  const line = stdout.split('\n').find((line) => line.startsWith('{"passed"'))
  if (code !== 0 || !line)
    return { passed: 0, known: [], failed: [`no result, exit code ${code}\n${output.slice(-2000)}`] }
  return judged(name, JSON.parse(line))
}

/** A row for each module system, or one that says why there is none. */
const tryRuntime = async (temporary, tarball, runtime) => {
  const [[alias, wanted]] = Object.entries(runtime.packages)
  const folder = join(temporary, runtime.name.replace(/\W+/g, '-').toLowerCase())
  try {
    await install(folder, { 'rx-cekura': `file:${tarball}`, rxjs: '^7.8.0', [alias]: `npm:${wanted}` })
  } catch (error) {
    return [{ runtime: runtime.name, 'not run': String(error.message).split('\n').slice(0, 3).join(' ') }]
  }
  const printed = await run(join(folder, 'node_modules', runtime.file), ['--version'])
  const version = toVersion(printed.output)
  if (printed.code !== 0 || !version)
    return [
      { runtime: runtime.name, 'not run': `its binary does not start: ${printed.output.slice(0, 200)}` },
    ]

  for (const file of ['suite.mjs', 'esm.mjs', 'cjs.cjs']) await cp(join(here, file), join(folder, file))
  const rows = []
  for (const [modules, entry] of Object.entries({ ESM: 'esm.mjs', CommonJS: 'cjs.cjs' }))
    rows.push({ runtime: runtime.name, version, modules, ...(await runSuite(folder, runtime, entry)) })
  return rows
}

const print = (rows) => {
  console.table(
    rows.map(({ passed, known, failed, ...row }) => ({
      ...row,
      ...(passed !== undefined && { passed, known: known.length, failed: failed.length }),
    })),
  )
  for (const { runtime, version, modules, known = [], failed = [] } of rows) {
    for (const what of known) console.log(`known fault of ${runtime} ${version}, ${modules}: ${what}`)
    for (const what of failed) console.error(`✘ ${runtime} ${version}, ${modules}: ${what}`)
  }
}

await inTemporaryFolder(async (temporary) => {
  const tarball = await packFresh(temporary)
  const rows = (
    await inParallel(runtimes.map((runtime) => () => tryRuntime(temporary, tarball, runtime)))
  ).flat()
  print(rows)

  const missing = rows.filter((row) => 'not run' in row)
  const total = (counts) => counts.reduce((sum, count) => sum + count, 0)
  const passed = total(rows.map((row) => row.passed ?? 0))
  const failed = total(rows.map((row) => row.failed?.length ?? 0))
  if (missing.length > 0) console.log(`not run here: ${missing.map(({ runtime }) => runtime).join(', ')}`)
  conclude(passed, failed)
})
