import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { ExecutionContext } from 'ava'
import { type FakeOptions, fakeCekura } from '../../lib/testing/index.js'

/* Runs the command as a process of its own, in a pipe or on a terminal, which `script` of util-linux makes. */

export const KEY = 'hush"hush/+42'

export const command = [process.execPath, '--import=tsx', 'lib/cli/main.ts']
export const quick = ['--interval', '5ms']

export const serving = async (t: ExecutionContext, options: FakeOptions = { apiKey: KEY }) => {
  const fake = fakeCekura(options)
  const { url, close } = await fake.listen()
  t.teardown(close)
  return { ...fake, url, env: { CEKURA_API_URL: url, CEKURA_API_KEY: KEY } }
}

export const start = (
  t: ExecutionContext,
  [file, ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  stdout: number | 'pipe' = 'pipe',
) => {
  const { CEKURA_API_KEY: _key, CEKURA_API_URL: _url, NO_COLOR: _color, ...rest } = process.env
  const child = spawn(file!, args, {
    env: { ...rest, TERM: 'xterm', ...env },
    stdio: ['pipe', stdout, 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = Promise.all([
    child.stdout ? text(child.stdout).catch(String) : '',
    text(child.stderr!),
    once(child, 'close'),
  ]).then(([output, complaints]) => {
    t.false((output + complaints).includes('hush'), 'the key is shown, or a part of it')
    return { code: child.exitCode, stdout: output, stderr: complaints }
  })
  return { child, stdin: child.stdin!, ended }
}

export const inPipe = (t: ExecutionContext, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  start(t, [...command, ...args], env)

export const quoted = (args: readonly string[]) =>
  args.map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`).join(' ')

export const onTerminal = (
  t: ExecutionContext,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  then = '',
) =>
  // exec, because a shell in between would answer Ctrl-C as well.
  start(t, ['script', '-qec', `exec ${quoted([...command, ...args])} ${then}`, '/dev/null'], {
    SHELL: '/bin/sh',
    ...env,
  })

export const lines = (output: string) =>
  output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** Returns the lines that stay after the live line was overwritten. */
export const shown = (output: string) =>
  output
    .split(/\r?\n/)
    .map((line) => line.split('\r').at(-1)!.replaceAll('\u001b[K', ''))
    .join('\n')
    .replace(/ +\d+\.\d s/g, ' 0.0 s')
