import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import test from 'ava'
import * as io from 'io-ts'
import ts from 'typescript'
import { testRun } from '../lib/jobs/index.js'
import { fakeCekura } from '../lib/testing/index.js'

/*
 * Every TypeScript block of the README is compiled and run as a reader would: alone in a file, against the built
 * package, with a key and a server in the environment. Inside the repository, `rx-cekura` resolves to itself.
 */

/** The README's own variant of a shipped job, for the fake. */
const rerun = {
  ...testRun,
  start: {
    path: '/test_framework/v1/results/{result_id}/rerun/',
    request: io.strict({ result_id: io.number }),
  },
}

const readme = readFileSync('README.md', 'utf8')
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!)
const folder = join('spec', '.readme')
const files = blocks.map((_, n) => join(folder, `block-${n + 1}.ts`))

test.before(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [n, block] of blocks.entries()) writeFileSync(files[n]!, block)
})

test('no recipe subscribes without a handler of errors', (t) => {
  // Events never error.
  const bare = blocks.flatMap((block) =>
    [...block.matchAll(/\.subscribe\(([^)\n]*)/g)]
      .map(([, argument]) => argument!)
      .filter((argument) => !argument.startsWith('{') && !/event|job\$/.test(argument)),
  )
  t.deepEqual(bare, [])
})

test('the first recipe pairs ids with statuses, and outlives a failed job', async (t) => {
  const fake = fakeCekura()
  for (const id of ['a-progress-id', 'another']) fake.job(id, ['completed'])
  fake.job('a-failing-id', ['failed'])
  const server = await fake.listen()
  t.teardown(server.close)
  const recipe = files[blocks.findIndex((block) => block.includes('a-failing-id'))]!
  const child = spawn(process.execPath, ['--import=tsx', recipe], {
    env: { ...process.env, CEKURA_API_KEY: 'key-of-the-reader', CEKURA_API_URL: server.url },
  })
  const [output] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  t.is(child.exitCode, 0)
  t.regex(output, /^a-progress-id completed$/m)
  t.regex(output, /^another completed$/m)
  t.regex(output, /^a-failing-id JobFailed: /m)
})

test('every block compiles', (t) => {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
  const program = ts.createProgram(files, {
    ...options,
    experimentalDecorators: true,
    noEmit: true,
  })
  const faults = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
  t.deepEqual(faults, [])
})

const lastLine = (block: string): string => block.trim().split('\n').at(-1)!

for (const [n, file] of files.entries())
  test(`block ${n + 1} runs: ${lastLine(blocks[n]!)}`, async (t) => {
    const fake = fakeCekura({ apiKey: 'key-of-the-reader' })
    for (const id of ['a-progress-id', 'another']) fake.job(id, ['queued', 'processing', 'completed'])
    fake.job('a-failing-id', ['queued', 'failed'])
    fake.of(rerun).script(['running', 'completed'])
    fake.of(testRun).script(['running', { status: 'completed', total_runs_count: 2, success_runs_count: 2 }])
    const server = await fake.listen()
    t.teardown(server.close)
    // Angular's packages are compiled as an app is built, or else as it runs.
    const compiler = blocks[n]!.includes('@angular/') ? ['--import=@angular/compiler'] : []
    const child = spawn(process.execPath, ['--import=tsx', ...compiler, file], {
      env: {
        ...process.env,
        CEKURA_API_KEY: 'key-of-the-reader',
        CEKURA_API_URL: server.url,
      },
    })
    const [output, complaints] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    t.is(complaints, '')
    t.is(child.exitCode, 0)
    t.false(output.includes('key-of-the-reader'))
  })

/* The gates for CI, in a shell and in TypeScript: the build fails unless every run of the test run succeeded. */

const pipe = /^```sh\n([^`]*jq -es[^`]*)^```$/m.exec(readme)![1]!
/** `npx` with a name runs the command of an installed package; here it is the built one. */
const npx = `npx() { shift; '${process.execPath}' dist/cjs/cli/main.js "$@"; }\n`
const gate = files[blocks.findIndex((block) => block.includes('success_runs_count'))]!
const gates = [
  ['jq', ['bash', '-c', npx + pipe]],
  ['TypeScript', [process.execPath, '--import=tsx', gate]],
] as const

const counts = (total: number | string, success: number | string) => ({
  status: 'completed',
  total_runs_count: total,
  success_runs_count: success,
})

for (const [title, steps, code] of [
  ['every run succeeded', ['running', counts('2', '2')], 0],
  ['one run failed', ['running', counts(2, 1)], 1],
  ['there was no run', ['running', counts(0, 0)], 1],
  ['the test run failed', ['running', 'failed'], 1],
  ['the test run timed out', ['running', 'timeout'], 1],
  ['the answer is no result', [{ http: 404 }], 1],
] as const)
  for (const [language, [file, ...args]] of gates)
    test(`the gate in ${language}: ${code} if ${title}`, async (t) => {
      const fake = fakeCekura()
      fake.of(testRun).script(steps)
      const server = await fake.listen()
      t.teardown(server.close)
      const child = spawn(file, args, {
        env: { ...process.env, CEKURA_API_KEY: 'key-of-the-reader', CEKURA_API_URL: server.url },
      })
      const [complaints] = await Promise.all([text(child.stderr), text(child.stdout), once(child, 'exit')])
      t.is(child.exitCode, code)
      if (code === 1) t.not(complaints, '')
    })

test('the gate in jq fails if the command line is wrong', async (t) => {
  const child = spawn('bash', ['-c', npx + pipe.replace('test-run', 'tset-run')])
  const [complaints] = await Promise.all([text(child.stderr), text(child.stdout), once(child, 'exit')])
  t.is(child.exitCode, 1)
  t.regex(complaints, /unknown job; did you mean test-run/)
})
