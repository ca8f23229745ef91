import { join } from 'node:path'
import { mustRun, root, run } from '../../package/pack.mjs'

const folder = join(root, 'spec', 'apps', 'ssr')
const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']

/** Installs the lock file's packages and the packed library into the app's own folder. */
export const install = async (tarball) => {
  await mustRun('npm', ['ci', ...quietly], { cwd: folder })
  await mustRun('npm', ['install', '--no-save', ...quietly, tarball], { cwd: folder })
}

/** Builds the app, with zone.js or without. Resolves to the file of its server. A warning is an error. */
export const build = async ({ zones = false } = {}) => {
  const out = join('dist', zones ? 'zones' : 'zoneless')
  const ng = join(folder, 'node_modules', '@angular', 'cli', 'bin', 'ng.js')
  const options = ['--output-path', out, ...(zones ? ['--configuration', 'zones'] : [])]
  const { code, output } = await run(process.execPath, [ng, 'build', ...options], { cwd: folder })
  if (code !== 0 || /warning/i.test(output)) throw new Error(output)
  return join(folder, out, 'server', 'server.mjs')
}
