import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import test from 'ava'
import ts from 'typescript'
import { fakeCekura } from '../lib/testing/index.js'

/*
 * Every TypeScript block of the README is compiled and run as a reader would: alone in a file, against the built
 * package, with a key and a server in the environment. Inside the repository, `rx-cekura` resolves to itself.
 */

const readme = readFileSync('README.md', 'utf8')
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!)
const folder = join('spec', '.readme')
const files = blocks.map((_, n) => join(folder, `block-${n + 1}.ts`))

test.before(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [n, block] of blocks.entries()) writeFileSync(files[n]!, block)
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
    for (const id of ['a-progress-id', 'another', 'a-third'])
      fake.job(id, ['queued', 'processing', 'completed'])
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
