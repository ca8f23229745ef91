/*
 * Installs the packed tarball beside every runtime that npm provides. Runs the conformance suite in each as ESM and
 * as CommonJS. Runs it under every test runner in each of its environments, with fake timers too. Prints a table.
 * `npm run test:runtimes`
 */
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
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
  ...['7.4.0', '8.0.0-alpha.14'].map((version) => ({
    name: `Node.js 24, rxjs ${version}`,
    packages: { node: 'node@24', rxjs: `rxjs@${version}` },
    file: 'node/bin/node',
  })),
  { name: 'Bun', packages: { bun: 'bun@1' }, file: 'bun/bin/bun.exe' },
  { name: 'Deno', packages: { deno: 'deno@2' }, file: '.bin/deno', args: denoArguments },
].map((runtime) => ({ ...runtime, runs: { ESM: ['esm.mjs'], CommonJS: ['cjs.cjs'] } }))

/** A test runner on Node.js, whose environments replace globals, and whose fake timers replace clocks. */
const runner = (name, { packages, environments, command }) => ({
  name,
  packages: { node: 'node@24', ...packages },
  file: 'node/bin/node',
  runs: Object.fromEntries(
    environments.flatMap((environment) => [
      [environment, command(environment, 'conformance.test')],
      [`${environment}, fake timers`, command(environment, 'fake-timers.test')],
    ]),
  ),
})

const vitest = (packages) => ({
  packages,
  environments: ['node', 'jsdom', 'happy-dom'],
  command: (environment, file) => [
    'node_modules/vitest/vitest.mjs',
    ...['run', '--globals', `--environment=${environment}`, '--testTimeout=60000', `${file}.mjs`],
  ],
})

const runners = [
  runner('jest 30', {
    packages: { jest: 'jest@30', 'jest-environment-jsdom': 'jest-environment-jsdom@30' },
    environments: ['node', 'jsdom'],
    command: (environment, file) => [
      'node_modules/jest/bin/jest.js',
      ...[`--env=${environment}`, '--testTimeout=60000', '--watchman=false', `${file}.cjs`],
    ],
  }),
  // This jsdom brings an AbortSignal of its own.
  runner('vitest 3', vitest({ vitest: 'vitest@3', jsdom: 'jsdom@26', 'happy-dom': 'happy-dom@20' })),
  runner('vitest 5', vitest({ vitest: 'vitest@5', jsdom: 'jsdom@31', 'happy-dom': 'happy-dom@21' })),
  runner('mocha 12', {
    packages: { mocha: 'mocha@12', sinon: 'sinon@22' },
    environments: ['node'],
    command: (_, file) => ['node_modules/mocha/bin/mocha.js', '--timeout=60000', `${file}.mjs`],
  }),
]

const toVersion = (printed) => /\d+\.\d+\.\d+/.exec(printed)?.[0]

const runSuite = async (folder, { file, args = [] }, command) => {
  const resultFile = join(folder, 'result.json')
  await rm(resultFile, { force: true })
  const { code, output, stdout } = await run(join(folder, 'node_modules', file), [...args, ...command], {
    cwd: folder,
    timeout: 120_000,
  })
  const printed = stdout.split('\n').find((line) => line.startsWith('{"passed"'))
  // A test runner changes what its tests print.
  const result = printed ?? (await readFile(resultFile, 'utf8').catch(() => undefined))
  if (code !== 0 || !result)
    return { passed: 0, failed: [`no result, exit code ${code}\n${output.slice(-2000)}`] }
  const { passed, failed } = JSON.parse(result)
  return { passed: passed.length, failed: failed.map(({ name, reason }) => `${name}: ${reason}`) }
}

/** The fake serves no CORS headers. */
const vitestConfig = {
  test: { environmentOptions: { happyDOM: { settings: { fetch: { disableSameOriginPolicy: true } } } } },
}

/** Copies the suites. jest takes CommonJS, the other runners take modules. */
const copySuites = async (folder) => {
  for (const file of ['suite.mjs', 'fake-timers.mjs', 'esm.mjs', 'cjs.cjs'])
    await cp(join(here, file), join(folder, file))
  await writeFile(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify(vitestConfig)}`)
  for (const file of ['conformance.test', 'fake-timers.test']) {
    await cp(join(here, `${file}.mjs`), join(folder, `${file}.mjs`))
    await build({
      entryPoints: [join(here, `${file}.mjs`)],
      outfile: join(folder, `${file}.cjs`),
      bundle: true,
      platform: 'node',
      packages: 'external',
      logLevel: 'silent',
    })
  }
}

/** Returns a row for each run, or one with the reason for a missing run. */
const tryRuntime = async (temporary, tarball, runtime) => {
  const wanted = Object.entries(runtime.packages).map(([name, version]) => [name, `npm:${version}`])
  const folder = join(temporary, runtime.name.replace(/\W+/g, '-').toLowerCase())
  try {
    await install(folder, { 'rx-cekura': `file:${tarball}`, rxjs: '^7.4.0', ...Object.fromEntries(wanted) })
  } catch (error) {
    return [{ runtime: runtime.name, 'not run': String(error.message).split('\n').slice(0, 3).join(' ') }]
  }
  const printed = await run(join(folder, 'node_modules', runtime.file), ['--version'])
  const version = toVersion(printed.output)
  if (printed.code !== 0 || !version)
    return [
      { runtime: runtime.name, 'not run': `its binary does not start: ${printed.output.slice(0, 200)}` },
    ]

  await copySuites(folder)
  const rows = []
  for (const [kind, command] of Object.entries(runtime.runs))
    rows.push({ runtime: runtime.name, version, kind, ...(await runSuite(folder, runtime, command)) })
  return rows
}

/** A part of the names of the runtimes to run. */
const wanted = process.argv[2] ?? ''

const print = (rows) => {
  console.table(
    rows.map(({ passed, failed, ...row }) => ({
      ...row,
      ...(passed !== undefined && { passed, failed: failed.length }),
    })),
  )
  for (const { runtime, version, kind, failed = [] } of rows)
    for (const what of failed) console.error(`✘ ${runtime} ${version}, ${kind}: ${what}`)
}

await inTemporaryFolder(async (temporary) => {
  const tarball = await packFresh(temporary)
  const rows = (
    await inParallel(
      [...runtimes, ...runners]
        .filter(({ name }) => name.includes(wanted))
        .map((runtime) => () => tryRuntime(temporary, tarball, runtime)),
    )
  ).flat()
  print(rows)

  const missing = rows.filter((row) => 'not run' in row)
  const total = (counts) => counts.reduce((sum, count) => sum + count, 0)
  const passed = total(rows.map((row) => row.passed ?? 0))
  const failed = total(rows.map((row) => row.failed?.length ?? 0))
  if (missing.length > 0) console.log(`not run here: ${missing.map(({ runtime }) => runtime).join(', ')}`)
  conclude(passed, failed)
})
