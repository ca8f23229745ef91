import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const execute = promisify(execFile)

/** Runs a program; what it printed is its result, also where it fails. */
export const run = (file, args, options = {}) =>
  execute(file, args, { maxBuffer: 2 ** 26, ...options }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr, stdout }),
    ({ code, stdout = '', stderr = '', message }) => ({
      code: code ?? 1,
      output: stdout + stderr || message,
      stdout,
    }),
  )

/** As `run`, but a failure is an error, and the result is what went to stdout. */
export const mustRun = async (file, args, options) => {
  const { code, output, stdout } = await run(file, args, options)
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}: exit code ${code}\n${output}`)
  return stdout
}

/** A folder that is gone when `use` is done. */
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

/** Packs what `npm run build` has just built; resolves to the tarball. */
export const packBuilt = (folder) => npmPack(root, folder, '--ignore-scripts')

/** What npm needs to build and pack: none of it built. */
const sources = ['lib', 'package.json', 'tsconfig.json', 'LICENSE', 'README.md', 'CHANGELOG.md']

/** Packs a copy of the sources, as a fresh clone has them, so that `prepack` has to build; resolves to the tarball. */
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
