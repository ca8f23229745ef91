import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mustRun, root, run } from '../package/pack.mjs'

/* Installs and builds the Angular applications of this folder: `angular`, the example, and `ssr`. */

const folderOf = (app) => join(root, 'spec', 'apps', app)
const quietly = ['--no-audit', '--no-fund', '--loglevel=error']

/** Installs the locked dependencies and the packed package into the app's own folder. Resolves to the folder. */
export const installLocked = async (app, tarball) => {
  const folder = folderOf(app)
  await mustRun('npm', ['ci', '--prefer-offline', ...quietly], { cwd: folder })
  await mustRun('npm', ['install', '--no-save', '--prefer-offline', ...quietly, tarball], { cwd: folder })
  return folder
}

/** Copies the app, with another version of Angular, such as `^20.0.0`, and its needs. Resolves to the folder. */
export const installVersion = async (app, temporary, tarball, angular, needed) => {
  const folder = join(temporary, `${app}-${angular}`)
  for (const name of ['src', 'angular.json', 'tsconfig.json'])
    await cp(join(folderOf(app), name), join(folder, name), { recursive: true })
  const manifest = JSON.parse(await readFile(join(folderOf(app), 'package.json'), 'utf8'))
  const own = { ...manifest.dependencies, ...manifest.devDependencies }
  for (const name of Object.keys(own).filter((name) => name.startsWith('@angular/'))) own[name] = angular
  const dependencies = { ...own, 'rx-cekura': tarball, ...needed }
  // The package `node` places its binary by a script, which npm runs only where that is allowed.
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ type: manifest.type, dependencies, allowScripts: { node: true } }),
  )
  // Not offline: lists of versions from different days do not fit each other.
  await mustRun('npm', ['install', ...quietly], { cwd: folder })
  return folder
}

/**
 * Builds by Angular's own builder, run by `node`. Resolves to the folder of the files. A warning, as of a dependency
 * that is CommonJS, is an error.
 */
export const build = async (folder, { node = process.execPath, zones = false } = {}) => {
  const out = join('dist', zones ? 'zones' : 'zoneless')
  const ng = join(folder, 'node_modules', '@angular', 'cli', 'bin', 'ng.js')
  const options = ['--output-path', out, '--stats-json', ...(zones ? ['--configuration', 'zones'] : [])]
  const { code, output } = await run(node, [ng, 'build', ...options], { cwd: folder })
  if (code !== 0 || /warning/i.test(output.replace(/^npm warn.*$/gm, ''))) throw new Error(output)
  return join(folder, out)
}
