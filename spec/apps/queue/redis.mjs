import { spawn, spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../support/free-port.mjs'

const works = (command) => spawnSync(command, ['--version']).status === 0

/** Name of the installed server, if there is one. */
export const findRedis = () => ['redis-server', 'valkey-server'].find(works)

/** Starts a server in memory on a free port. It ends with this process. */
export const startRedis = async (command) => {
  const port = await freePort()
  const child = spawn(
    command,
    ['--bind', '127.0.0.1', '--port', port, '--save', '', '--appendonly', 'no'].map(String),
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  process.once('exit', () => child.kill())
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  while (!/ready to accept connections/i.test(output)) {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${output}`)
    await wait(20)
  }
  return { url: `redis://127.0.0.1:${port}` }
}
