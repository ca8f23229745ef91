import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'

const quoted = JSON.stringify

/** All requests of a Worker go to its API, whatever their host is. */
const toService = ({ name, file, setting: { date, flags, api, key } }) => `(name = ${quoted(name)}, worker = (
  compatibilityDate = ${quoted(date)}, compatibilityFlags = ${quoted(flags)}, globalOutbound = ${quoted(api)},
  modules = [(name = "worker", esModule = embed ${quoted(basename(file))})],
  bindings = [(name = "CEKURA_API_KEY", text = ${quoted(key)})]))`

const toApi = ({ api }) => `(name = ${quoted(api)}, external = (address = ${quoted(api)}, http = ()))`

const toSocket = ({ name }) =>
  `(name = ${quoted(name)}, address = "127.0.0.1:0", http = (), service = ${quoted(name)})`

const configOf = (workers, settings) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${[...settings.map(toApi), ...workers.map(toService)]}],
  sockets = [${workers.map(toSocket)}]);`

/**
 * Starts workerd with each program in each setting. Resolves to two functions. One returns the URL of a program in a
 * setting, the other the output of workerd.
 */
export const startWorkerd = async (workerd, folder, programs, settings, teardown) => {
  const nameOf = (program, { name }) => `${program} ${name}`
  const workers = Object.entries(programs).flatMap(([program, file]) =>
    settings.map((setting) => ({ name: nameOf(program, setting), file, setting })),
  )
  const config = join(folder, 'config.capnp')
  await writeFile(config, configOf(workers, settings))

  const stdio = ['ignore', 'ignore', 'pipe', 'pipe']
  const child = spawn(workerd, ['serve', '--control-fd=3', config], { stdio })
  teardown(() => child.kill())
  let output = ''
  child.stderr.on('data', (chunk) => (output += chunk))

  const ports = new Map()
  for await (const line of createInterface(child.stdio[3])) {
    const { event, socket, port } = JSON.parse(line)
    if (event === 'listen') ports.set(socket, port)
    if (ports.size === workers.length) break
  }
  if (ports.size < workers.length) {
    await once(child, 'close')
    throw new Error(`workerd ended: ${output}`)
  }
  return {
    urlOf: (program, setting) => `http://127.0.0.1:${ports.get(nameOf(program, setting))}/`,
    output: () => output,
  }
}
