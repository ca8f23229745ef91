import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const execute = promisify(execFile)

/** Runs a program. Resolves to its output, even if it fails. */
export const run = (file, args, options = {}) =>
  execute(file, args, { maxBuffer: 2 ** 26, ...options }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr, stdout }),
    ({ code, stdout = '', stderr = '', message }) => ({
      code: code ?? 1,
      output: stdout + stderr || message,
      stdout,
    }),
  )

/** As `run`, but rejects if the program fails, and resolves to the text on standard output. */
export const mustRun = async (file, args, options) => {
  const { code, output, stdout } = await run(file, args, options)
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}: exit code ${code}\n${output}`)
  return stdout
}

/** Calls `use` with a temporary folder, and deletes the folder afterwards. */
export const inTemporaryFolder = async (use) => {
  const folder = await mkdtemp(join(tmpdir(), 'rx-cekura-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const npmPack = async (cwd, folder, ...options) => {
  const printed = await mustRun('npm', ['pack', '--json', '--pack-destination', folder, ...options], { cwd })
  const [{ filename }] = Object.values(JSON.parse(printed.slice(printed.search(/^[[{]/m))))
  return join(folder, filename)
}

/** Packs the result of `npm run build`. Resolves to the tarball. */
export const packBuilt = (folder) => npmPack(root, folder, '--ignore-scripts')

/** Files that npm needs to build and pack. None of them is built. */
const sources = ['lib', 'package.json', 'tsconfig.json', 'LICENSE', 'README.md', 'CHANGELOG.md']

/**
 * Packs a copy of the sources, as in a fresh clone, so that `prepack` has to build. Resolves to the tarball.
 */
export const packFresh = async (folder) => {
  const clone = join(folder, 'clone')
  await mkdir(clone)
  const present = await readdir(root)
  for (const name of sources.filter((name) => present.includes(name)))
    await cp(join(root, name), join(clone, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(clone, 'node_modules'), 'dir')
  return npmPack(clone, folder)
}

/** Installs packages into a folder of its own, as a user would, with further options of npm. */
export const install = async (folder, dependencies, ...options) => {
  await mkdir(folder, { recursive: true })
  // These packages place their binaries by a script, which npm runs only where that is allowed.
  const allowScripts = { node: true, bun: true, deno: true }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies, allowScripts }))
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  await mustRun('npm', ['install', ...quietly, ...options], { cwd: folder })
  return folder
}
