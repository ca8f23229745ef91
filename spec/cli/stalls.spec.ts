import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { command, inPipe, KEY, lines, serving } from '../support/command.js'
import { until } from '../support/until.js'

/* Nothing that blocks a thread keeps the command alive, because Node waits for its threads before it exits. */

const folderOf = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-cekura-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A FIFO without a writer: opening it blocks. */
const fifoOf = (t: ExecutionContext): string => {
  const fifo = join(folderOf(t), 'fifo')
  execFileSync('mkfifo', [fifo])
  return fifo
}

const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const

/** True if the process, or one that it started, has opened the file. */
const hasOpened = (pid: number, path: string): boolean => {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === path)
  } catch {
    return false // a descriptor was closed meanwhile
  }
}

for (const [option, args] of [
  ['--key-file', ['watch', 'a', '--key-file']],
  ['--request', ['run', '--job', 'agent-import', '--request']],
] as const)
  for (const [signal, expected] of signals)
    test.serial(`${signal} while ${option} is a FIFO without a writer: ${expected}`, async (t) => {
      const fifo = fifoOf(t)
      const path = option === '--request' ? `@${fifo}` : fifo
      const { child, ended } = inPipe(t, [...args, path], { CEKURA_API_KEY: KEY })
      await until(() => hasOpened(child.pid!, fifo))
      child.kill(signal)
      const { code, stdout, stderr } = await ended
      t.is(code, expected)
      t.is(stdout + stderr, '')
    })

for (const [what, args] of [
  ['--key-file', ['watch', 'a', '--key-file']],
  ['--request', ['run', '--job', 'agent-import', '--request']],
] as const)
  test.serial(`a deadline while ${what} is a FIFO without a writer: 4`, async (t) => {
    const path = `${what === '--request' ? '@' : ''}${fifoOf(t)}`
    const { child, ended } = inPipe(t, [...args, path, '--deadline', '1s', '--json'], { CEKURA_API_KEY: KEY })
    setTimeout(() => child.kill(), 60_000).unref()
    const { code, stderr } = await ended
    t.is(code, 4)
    const of = what === '--request' ? 'the file of --request' : 'the key of --key-file'
    t.like(lines(stderr)[0], { _tag: 'Deadline', message: `${of} was not read within --deadline` })
  })

test.serial('the key comes from a FIFO as soon as it is written', async (t) => {
  const { job, url } = await serving(t)
  job('a', ['completed'])
  const fifo = fifoOf(t)
  const { child, ended } = inPipe(t, ['watch', 'a', '--base-url', url, '--key-file', fifo])
  await until(() => hasOpened(child.pid!, fifo))
  createWriteStream(fifo).end(`${KEY}\n`)
  const { code, stdout } = await ended
  t.is(code, 0)
  t.is(lines(stdout).length, 1)
})

/** Environment of a process whose resolver stalls: a lookup blocks a thread of the pool. */
const stalledResolver = (t: ExecutionContext) => {
  const folder = folderOf(t)
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  const began = join(folder, 'began')
  const preload = join(folder, 'stall.cjs')
  writeFileSync(
    preload,
    `const fs = require('node:fs')
    require('node:dns').lookup = () => {
      fs.readFile(${JSON.stringify(fifo)}, () => {})
      fs.writeFileSync(${JSON.stringify(began)}, '')
    }`,
  )
  const env = {
    CEKURA_API_KEY: KEY,
    CEKURA_API_URL: 'https://stalls.example',
    NODE_OPTIONS: `--require=${preload}`,
  }
  return { env, isStalled: () => readdirSync(folder).includes('began') }
}

for (const [signal, expected] of signals)
  test.serial(`${signal} while the resolver stalls: ${expected}`, async (t) => {
    const { env, isStalled } = stalledResolver(t)
    const { child, ended } = inPipe(t, ['watch', 'a'], env)
    await until(isStalled)
    child.kill(signal)
    const { code, stdout, stderr } = await ended
    t.is(code, expected)
    t.is(stdout + stderr, '')
  })

test.serial('a deadline while the resolver stalls: 4', async (t) => {
  const { env } = stalledResolver(t)
  const { code, stderr } = await inPipe(t, ['watch', 'a', '--deadline', '1s'], env).ended
  t.is(code, 4)
  t.like(lines(stderr)[0], { _tag: 'Deadline' })
})

test.serial('a host is resolved, and an unknown host is an error with a code', async (t) => {
  const { job, url } = await serving(t)
  job('a', ['completed'])
  const named = url.replace('127.0.0.1', 'localhost')
  const found = await inPipe(t, ['watch', 'a', '--base-url', named], { CEKURA_API_KEY: KEY }).ended
  t.is(found.code, 0)
  const { child, ended } = inPipe(t, ['watch', 'a', '--base-url', 'https://nowhere.invalid'], {
    CEKURA_API_KEY: KEY,
  })
  child.stderr!.once('data', () => child.kill())
  const lost = await ended
  t.like(lines(lost.stderr)[0], { type: 'retry', error: { _tag: 'Network' } })
  t.regex(lost.stderr, /getaddrinfo (ENOTFOUND|EAI_AGAIN) nowhere\.invalid/)
})

for (const [signal, expected] of signals)
  test.serial(`${signal} while a large result is not read: ${expected}`, async (t) => {
    const { job, env } = await serving(t)
    job('a', [{ status: 'completed', clean_description: 'x'.repeat(900_000) }])
    const [file, ...args] = [...command, 'watch', 'a']
    const child = spawn(file, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    t.teardown(() => child.kill('SIGKILL'))
    await once(child.stdout, 'readable')
    child.kill(signal)
    await once(child, 'exit')
    t.is(child.exitCode, expected)
  })

test.serial('the id of a started job is written before its first progress', async (t) => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.method === 'POST') response.end('{"progress_id":"job-4711"}')
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as { port: number }
  const request = ['--request', '{"agent":7,"metric_description":"x","eval_type":"boolean"}']
  const { child, ended } = inPipe(t, ['run', '--job', 'clean-description', ...request], {
    CEKURA_API_KEY: KEY,
    CEKURA_API_URL: `http://127.0.0.1:${port}`,
  })
  await once(child.stderr!, 'data')
  child.kill('SIGKILL')
  const { stdout, stderr } = await ended
  t.is(stdout, '')
  t.deepEqual(lines(stderr), [{ type: 'begin', job: 'clean-description', progress_id: 'job-4711' }])
})
