import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import test from 'ava'
import * as io from 'io-ts'
import ts from 'typescript'
import { defineJob, done, failed, pending } from '../lib/index.js'
import { testRun } from '../lib/jobs/index.js'
import { fakeCekura } from '../lib/testing/index.js'
import { page, pages } from './support/pages.js'

/*
 * Every TypeScript block of every page is compiled and run as by a reader. It is alone in a file, against the built
 * package, with a key and a server in the environment. Inside the repository, `rx-cekura` resolves to itself.
 */

/* Tests with a process are serial, because dozens at once are slower than the timeouts of the blocks. */

/** Jobs that pages define, for the fake. */
const rerun = {
  ...testRun,
  start: {
    path: '/test_framework/v1/results/{result_id}/rerun/',
    request: io.strict({ result_id: io.number }),
  },
}
const exportResults = defineJob({
  name: 'export-results',
  start: { path: '/exports/{folder}/', request: io.strict({ folder: io.string, format: io.string }) },
  progress: { path: '/exports/progress/' },
  statuses: { working: pending(), ready: done({ file_url: io.string }), failed: failed() },
})

interface Block {
  /** Page and number. */
  readonly name: string
  readonly code: string
  /** For the compiler. */
  readonly file: string
  /** For Node: a file in JavaScript, because it starts much faster. */
  readonly program: string
}

/** Blocks that are a file of an application, which is named above them. */
const fileBlocks = pages.flatMap(({ path, text }) =>
  [...text.matchAll(/`([\w./-]+)`\):\n\n```(\w+)\n(.*?)^```$/gms)].map(([, file, language, code]) => ({
    file: join(dirname(path), file!),
    language: language!,
    code: code!,
  })),
)

const folder = join('spec', '.readme')
const blocks: readonly Block[] = pages.flatMap(({ path, blocks }) =>
  blocks('ts')
    .filter((code) => !fileBlocks.some((block) => block.code === code))
    .map((code, n): Block => {
      const name = `${path} ${n + 1}`
      const file = join(folder, name.replace(/\W+/g, '-'))
      return code.includes("from 'ava'")
        ? { name, code, file: `${file}.spec.ts`, program: `${file}.spec.ts` }
        : { name, code, file: `${file}.ts`, program: `${file}.cjs` }
    }),
)

const blockWith = (text: string): Block => blocks.find(({ code }) => code.includes(text))!

test.before(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const { file, program, code } of blocks) {
    writeFileSync(file, code)
    if (program !== file) writeFileSync(program, ts.transpileModule(code, { compilerOptions }).outputText)
  }
})

const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  esModuleInterop: true,
  experimentalDecorators: true,
}

/** Runs a command as a reader with a key would, against a server. */
const run = async (url: string, command: string, args: readonly string[]) => {
  const child = spawn(command, args, {
    env: { ...process.env, CEKURA_API_KEY: 'key-of-the-reader', CEKURA_API_URL: url },
  })
  const [output, complaints] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { output, complaints, code: child.exitCode }
}

/* The README alone. */

test('README.md has at most 10 kB', (t) => {
  t.true(Buffer.byteLength(page('README.md').text) <= 10_000)
})

test('README.md has no link into the repository, because npm has no repository URL', (t) => {
  const targets = [...page('README.md').text.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target!)
  t.true(targets.length > 0)
  t.deepEqual(
    targets.filter((target) => !target.startsWith('https://')),
    [],
  )
})

test.serial(
  'the recipe for many jobs pairs ids with statuses, and continues after a failed job',
  async (t) => {
    const fake = fakeCekura()
    for (const id of ['a-progress-id', 'another']) fake.job(id, ['completed'])
    fake.job('a-failing-id', ['failed'])
    const server = await fake.listen()
    t.teardown(server.close)
    const { output, code } = await run(server.url, process.execPath, [
      blockWith('mergeMap(watch, 4)').program,
    ])
    t.is(code, 0)
    t.regex(output, /^a-progress-id: completed$/m)
    t.regex(output, /^another: completed$/m)
    t.regex(output, /^a-failing-id: JobFailed, /m)
  },
)

/* All pages. */

test('each file that a page names exists', (t) => {
  const missing = pages.flatMap(({ path, text }) => {
    const prose = text.replace(/^( *)```.*?^\1```$/gms, '')
    const links = [...prose.matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !target.includes('://'))
      .map((target) => join(dirname(path), target))
    const named = [...text.matchAll(/`((?:lib|spec|\.github)\/[\w./-]+)`/g)].map(([, target]) => target!)
    return [...links, ...named].filter((target) => !existsSync(target)).map((target) => `${path}: ${target}`)
  })
  t.deepEqual(missing, [])
})

test('each script that a page names exists', (t) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }
  const missing = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)]
      .map(([, name]) => name!)
      .filter((name) => !(name in scripts))
      .map((name) => `${path}: ${name}`),
  )
  t.deepEqual(missing, [])
})

test('each block of an application equals the file named above it', (t) => {
  for (const { file, code } of fileBlocks) t.is(code, readFileSync(file, 'utf8'), file)
  for (const language of ['js', 'html'])
    t.is(
      fileBlocks.filter((block) => block.language === language).length,
      pages.flatMap(({ blocks }) => blocks(language)).length,
    )
})

test('each shell block can be parsed', (t) => {
  for (const { path, blocks } of pages)
    for (const block of blocks('sh'))
      t.notThrows(
        () => execFileSync('bash', ['-n'], { input: block.replace(/<(\w+)>/g, '$1'), stdio: 'pipe' }),
        path,
      )
})

test('each subscription in a page has an error handler', (t) => {
  const bare: string[] = []
  for (const { name, code } of blocks) {
    const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true)
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isBareSubscribe(node))
        bare.push(`${name}: ${node.getText().slice(-100)}`)
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  t.deepEqual(bare, [])
})

const isBareSubscribe = (call: ts.CallExpression): boolean => {
  if (!ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== 'subscribe')
    return false
  const receiver = call.expression.expression.getText()
  // Events never error. An Observer of a whole stream handles its errors itself.
  if (receiver.startsWith('events$') || receiver === 'job$') return false
  const [observer] = call.arguments
  return !(
    observer &&
    ts.isObjectLiteralExpression(observer) &&
    observer.properties.some((property) => property.name?.getText() === 'error')
  )
}

test.serial('each block compiles', (t) => {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
  const program = ts.createProgram(
    blocks.map(({ file }) => file),
    { ...options, experimentalDecorators: true, noEmit: true },
  )
  const faults = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
  t.deepEqual(faults, [])
})

/**
 * Arguments of Node. ava runs a spec. A block with Angular needs its compiler, because its packages are otherwise
 * compiled in the build of an app.
 */
const argumentsOf = ({ program, code }: Block): string[] => {
  if (program.endsWith('.spec.ts')) return [join('node_modules', 'ava', 'entrypoints', 'cli.mjs'), program]
  return code.includes('@angular/') ? ['--import=@angular/compiler', program] : [program]
}

for (const block of blocks)
  test.serial(`${block.name} runs`, async (t) => {
    const fake = fakeCekura({ apiKey: 'key-of-the-reader', jobs: [exportResults] })
    for (const id of ['a-progress-id', 'another']) fake.job(id, ['queued', 'processing', 'completed'])
    fake.job('a-failing-id', ['queued', 'failed'])
    fake.of(rerun).script(['running', 'completed'])
    fake.of(testRun).script(['running', { status: 'completed', total_runs_count: 2, success_runs_count: 2 }])
    fake
      .of(exportResults)
      .script(['working', { status: 'ready', file_url: 'https://files.example/june.csv' }])
    const server = await fake.listen()
    t.teardown(server.close)
    const { output, complaints, code } = await run(server.url, process.execPath, argumentsOf(block))
    t.is(complaints, '')
    t.is(code, 0)
    t.false(output.includes('key-of-the-reader'))
  })

/*
 * The gates for CI, in a shell and in TypeScript. The build fails unless every run of the test run succeeded.
 */

const pipe = page(join('lib', 'cli', 'README.md'))
  .blocks('sh')
  .find((block) => block.includes('jq -es'))!
/** `npx` with a name runs the command of an installed package; here it is the built one. */
const npx = `npx() { shift; '${process.execPath}' dist/cjs/cli/main.js "$@"; }\n`
const gates = [
  ['jq', ['bash', '-c', npx + pipe]],
  ['TypeScript', [process.execPath, blockWith('success_runs_count').program]],
] as const

const counts = (total: number | string, success: number | string) => ({
  status: 'completed' as const,
  total_runs_count: total,
  success_runs_count: success,
})

for (const [title, steps, expected] of [
  ['every run succeeded', ['running', counts('2', '2')], 0],
  ['one run failed', ['running', counts(2, 1)], 1],
  ['there was no run', ['running', counts(0, 0)], 1],
  ['the test run failed', ['running', 'failed'], 1],
  ['the test run timed out', ['running', 'timeout'], 1],
  ['the answer is no result', [{ http: 404 }], 1],
] as const)
  for (const [language, [command, ...args]] of gates)
    test.serial(`the gate in ${language}: ${expected} if ${title}`, async (t) => {
      const fake = fakeCekura()
      fake.of(testRun).script(steps)
      const server = await fake.listen()
      t.teardown(server.close)
      const { complaints, code } = await run(server.url, command, args)
      t.is(code, expected)
      if (expected === 1) t.not(complaints, '')
    })

test.serial('the gate in jq fails if the command line is wrong', async (t) => {
  const { complaints, code } = await run('', 'bash', ['-c', npx + pipe.replace('test-run', 'tset-run')])
  t.is(code, 1)
  t.regex(complaints, /unknown job; did you mean test-run/)
})
