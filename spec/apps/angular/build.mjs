import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mustRun, root, run } from '../../package/pack.mjs'

const example = join(root, 'spec', 'apps', 'angular')
const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']

/** Installs the locked dependencies and the packed package into the example's own folder. Resolves to the folder. */
export const installLocked = async (tarball) => {
  await mustRun('npm', ['ci', ...quietly], { cwd: example })
  await mustRun('npm', ['install', '--no-save', ...quietly, tarball], { cwd: example })
  return example
}

/** Copies the example, with another major version of Angular and what that needs; resolves to the folder. */
export const installMajor = async (temporary, tarball, angular, needed) => {
  const folder = join(temporary, `angular-${angular}`)
  for (const name of ['src', 'angular.json', 'tsconfig.json'])
    await cp(join(example, name), join(folder, name), { recursive: true })
  const manifest = JSON.parse(await readFile(join(example, 'package.json'), 'utf8'))
  const dependencies = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    'rx-cekura': tarball,
    ...needed,
  }
  for (const name of Object.keys(dependencies).filter((name) => name.startsWith('@angular/')))
    dependencies[name] = `^${angular}.0.0`
  // The package `node` places its binary by a script, which npm runs only where that is allowed.
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ dependencies, allowScripts: { node: true } }),
  )
  await mustRun('npm', ['install', ...quietly], { cwd: folder })
  return folder
}

/**
 * Builds by Angular's own builder, with the `node` of the folder where there is one; resolves to the folder of the
 * files. A warning, as of a dependency that is CommonJS, is an error.
 */
export const build = async (folder, { node = process.execPath, zones = false } = {}) => {
  const out = join('dist', zones ? 'zones' : 'zoneless')
  const ng = join(folder, 'node_modules', '@angular', 'cli', 'bin', 'ng.js')
  const options = ['--output-path', out, '--stats-json', ...(zones ? ['--configuration', 'zones'] : [])]
  const { code, output } = await run(node, [ng, 'build', ...options], { cwd: folder })
  if (code !== 0 || /warning/i.test(output.replace(/^npm warn.*$/gm, ''))) throw new Error(output)
  return join(folder, out, 'browser')
}
