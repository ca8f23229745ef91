import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install, run } from '../../package/pack.mjs'

const versions = { next: '16.4.6', react: '19.2.0', 'react-dom': '19.2.0', rxjs: '7.8.2' }
const quiet = { NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' }

/** Next's own words about its edge runtime, and about a build in CI. */
const theirs = ['The Edge Runtime is deprecated', 'disables static generation', 'No build cache found']

const warningsIn = (output) =>
  output.split('\n').filter((line) => /⚠|⨯|warn/i.test(line) && !theirs.some((text) => line.includes(text)))

/** Installs Next.js, builds the app in next/ and resolves to the folder. A warning is an error. */
export const buildNext = async (temporary, tarball) => {
  const folder = await install(join(temporary, 'next'), { 'rx-cekura': `file:${tarball}`, ...versions })
  await cp(fileURLToPath(new URL('next/app', import.meta.url)), join(folder, 'app'), { recursive: true })
  const env = { ...process.env, ...quiet }
  const program = 'node_modules/next/dist/bin/next'
  const { code, output } = await run(process.execPath, [program, 'build'], { cwd: folder, env })
  if (code !== 0 || warningsIn(output).length > 0) throw new Error(output)
  return folder
}

/** Starts the built app. Resolves to its address. */
export const startNext = async (t, folder, env) => {
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '--port=0'], {
    cwd: folder,
    env: { ...process.env, ...quiet, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(async () => {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  let output = ''
  const listening = new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk
      if (output.includes('Ready in')) resolve(/http:\/\/localhost:\d+/.exec(output)[0])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', () => reject(new Error(output)))
  })
  return { url: await listening, warnings: () => warningsIn(output) }
}
