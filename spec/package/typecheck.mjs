import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './pack.mjs'

const consumer = (name) => fileURLToPath(new URL(`consumer/${name}.ts`, import.meta.url))

/**
 * Ways of a project to resolve the package: the options, and the name of the file, which distinguishes ESM from
 * CommonJS.
 */
export const resolutions = {
  node10: { file: 'all.ts', options: { module: 'commonjs', moduleResolution: 'node10' } },
  'node16, CommonJS': { file: 'all.cts', options: { module: 'node16', moduleResolution: 'node16' } },
  'node16, ESM': { file: 'all.mts', options: { module: 'node16', moduleResolution: 'node16' } },
  nodenext: { file: 'all.mts', options: { module: 'nodenext', moduleResolution: 'nodenext' } },
  bundler: { file: 'all.ts', options: { module: 'esnext', moduleResolution: 'bundler' } },
}

/** The global types of the project: a page's, Node's, both or neither. */
export const worlds = {
  'DOM and Node': { lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: ['node'] },
  'DOM alone': { lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [] },
  'Node alone': { lib: ['ES2022'], types: ['node'] },
  'neither DOM nor Node': { lib: ['ES2022'], types: [] },
}

/** Globals that a project declares by itself. rxjs needs the type of `setTimeout`. */
const globals = {
  'neither DOM nor Node': 'declare function setTimeout(act: () => void, delay?: number): number\n',
}

const options = {
  target: 'ES2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  isolatedModules: true,
  skipLibCheck: false,
  noEmit: true,
}

/** Options for a major version of TypeScript. Undefined if it lacks the module resolution. */
const ofMajor = (major, resolution) => {
  if (resolution !== 'node10') return {}
  if (major >= 7) return undefined
  return major === 6 ? { ignoreDeprecations: '6.0' } : {}
}

/**
 * Checks the consumer in `folder`, where the package is installed. Resolves to the compiler's output, or to
 * undefined if this TypeScript has no such resolution.
 */
export const typeCheck = async (folder, { tsc, version, resolution, world, source = 'all' }) => {
  const extra = ofMajor(Number(version.split('.')[0]), resolution)
  if (!extra) return undefined
  const { file, options: module } = resolutions[resolution]
  const project = join(folder, `${version} ${resolution} ${world}`.replace(/\W+/g, '-'))
  await mkdir(project, { recursive: true })
  await copyFile(consumer(source), join(project, file))
  const compilerOptions = { ...options, ...module, ...worlds[world], ...extra }
  await writeFile(join(project, 'globals.d.ts'), globals[world] ?? '')
  const files = [file, 'globals.d.ts']
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  const { code, output } = await run(process.execPath, [tsc, '-p', project])
  return code === 0 ? '' : output || `exit code ${code}`
}
