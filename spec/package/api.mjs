/*
 * Compares the public API with the golden file `api.md`. Reads the built declarations with the TypeScript compiler:
 * all exports of all entry points in `package.json`. Prints the differences, and fails if there are any.
 * `npm run api` accepts them.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { createDeclarations } from './declarations.mjs'
import { changes } from './diff.mjs'
import { root } from './pack.mjs'

const golden = fileURLToPath(new URL('api.md', import.meta.url))
const { name, exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
const specifiers = Object.keys(exports)
  .filter((entry) => JSON.stringify(exports[entry]).includes('"types"'))
  .map((entry) => name + entry.slice(1))

const options = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true, // distinguishes `a?: string` from `a?: string | undefined`
  stableTypeOrdering: true, // otherwise a union's order depends on the types that the compiler met before
  noEmit: true,
}
const files = specifiers.map((specifier) => {
  const { resolvedModule } = ts.resolveModuleName(specifier, join(root, 'any.ts'), options, ts.sys)
  if (!resolvedModule) throw new Error(`${specifier} has no declarations: run \`npm run build\` first`)
  return resolvedModule.resolvedFileName
})
const program = ts.createProgram(files, options)
const checker = program.getTypeChecker()

/** Sources of the package itself. */
const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(join(root, 'dist')))
const isOwn = (symbol) => symbol?.declarations?.some((node) => sources.includes(node.getSourceFile()))

for (const { messageText } of sources.flatMap((source) => program.getSemanticDiagnostics(source)))
  // A type that does not resolve would be recorded as `any`.
  throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))

const exportsOf = createDeclarations(checker, isOwn, sources[0])
const sections = files.map((file, i) => {
  const declarations = exportsOf(checker.getSymbolAtLocation(program.getSourceFile(file)))
  return `## ${specifiers[i]}\n\n\`\`\`ts\n${declarations.join('\n')}\n\`\`\`\n`
})
const current = `# Public API\n\nWritten by \`npm run api\`.\n\n${sections.join('\n')}`

if (process.argv.includes('--accept')) await writeFile(golden, current)
else {
  const accepted = await readFile(golden, 'utf8').catch(() => '')
  if (accepted !== current) {
    console.log(changes(accepted, current))
    console.error('\nThe public API differs from spec/package/api.md: run `npm run api` to accept it.')
    process.exitCode = 1
  }
}
