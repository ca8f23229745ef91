import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import ts from 'typescript'

/*
 * Checks the comments of lib/. Each TypeScript example compiles alone in a file, as a reader would paste it. typedoc
 * makes pages of all public names without a warning.
 */

/** Returns the examples of a file, by the line on which they begin. */
const examplesOf = (file: string): [name: string, code: string][] => {
  const source = readFileSync(resolve('lib', file), 'utf8')
  return [...source.matchAll(/^ *\* ```ts\n(.*?)^ *\* ```$/gms)].map(({ 1: block, index }) => {
    const line = source.slice(0, index).split('\n').length + 1
    return [`${file}:${line}`, block!.replace(/^ *\* ?/gm, '')]
  })
}

const examples = readdirSync('lib', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap(examplesOf)

/**
 * Paths of the examples for the compiler. They are beside the specs, so that imports resolve, but not on the disk.
 */
const path = (name: string): string => resolve('spec', `example-${name.replace(/\W+/g, '-')}.ts`)
const files = new Map(examples.map(([name, code]) => [path(name), code]))

const diagnose = (): readonly ts.Diagnostic[] => {
  const { config } = ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file)) as { config: object }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
  const ownSources = {
    'rx-cekura': ['./lib/index.ts'],
    'rx-cekura/jobs': ['./lib/jobs/index.ts'],
    'rx-cekura/angular': ['./lib/angular/index.ts'],
    'rx-cekura/testing': ['./lib/testing/index.ts'],
  }
  const all = {
    ...options,
    paths: ownSources,
    experimentalDecorators: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
  }
  const host = ts.createCompilerHost(all)
  host.fileExists = (file) => files.has(resolve(file)) || ts.sys.fileExists(file)
  host.readFile = (file) => files.get(resolve(file)) ?? ts.sys.readFile(file)
  host.getSourceFile = (file, languageVersion) => {
    const text = host.readFile(file)
    return text === undefined ? undefined : ts.createSourceFile(file, text, languageVersion)
  }
  const program = ts.createProgram([...files.keys()], all, host)
  return [...files.keys()].flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
}

let diagnostics: readonly ts.Diagnostic[]
test.before(() => {
  diagnostics = diagnose()
})

test('every block of code in lib/ is an example', (t) => {
  const opened = readdirSync('lib', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(resolve('lib', file), 'utf8').match(/```\w+/g)?.length ?? 0)
  t.is(
    opened.reduce((sum, n) => sum + n, 0),
    examples.length,
  )
  t.true(examples.length >= 20)
})

for (const [name] of examples)
  test(`the example at ${name} compiles`, (t) => {
    const faults = diagnostics
      .filter(({ file }) => file?.fileName === path(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    t.deepEqual(faults, [])
  })

const tags = ['defaultValue', 'example', 'internal', 'param', 'see', 'throws']

/** Returns the tags of a file that an editor reads in another way: a decorator in an example, `@throws {@link`. */
const strangeTags = (file: string): string[] => {
  const source = ts.createSourceFile(
    file,
    readFileSync(resolve('lib', file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  )
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    for (const doc of ts.getJSDocCommentsAndTags(node))
      if (ts.isJSDoc(doc))
        for (const { tagName } of doc.tags ?? [])
          if (!tags.includes(tagName.text))
            found.push(
              `${file}:${source.getLineAndCharacterOfPosition(tagName.pos).line + 1}: @${tagName.text}`,
            )
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

test('editors read each tag as it is written', (t) => {
  const sources = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  t.deepEqual(sources.flatMap(strangeTags), [])
})

test('typedoc reports no warning', async (t) => {
  const typedoc = [
    resolve('node_modules', 'typedoc', 'bin', 'typedoc'),
    '--emit',
    'none',
    '--logLevel',
    'Warn',
  ]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, typedoc, {
    env: { ...process.env, NO_COLOR: '1' },
  }).catch((error: unknown) => error as { stdout: string; stderr: string })
  t.is(stdout + stderr, '')
})
