import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Runs a script of this folder in a process of its own and returns the JSON that it prints. */
export const measureInChild = (script, ...args) => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--expose-gc', join(import.meta.dirname, script), ...args.map(String)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (status !== 0) throw new Error(`${script} ${args.join(' ')}: exit code ${status}`)
  return JSON.parse(stdout)
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
