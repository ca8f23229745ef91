/*
 * Streams the statuses of a job as server-sent events. The servers are Express, Fastify and Nest with the packed
 * library, the clients are sockets, Chromium and Firefox. Installs all but the browsers.
 * `node spec/apps/servers/run.mjs`, or `node spec/apps/servers/run.mjs nest` for one server.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { inTemporaryFolder, install, mustRun, packBuilt, root } from '../../package/pack.mjs'
import { openChromium } from '../../support/chromium.mjs'
import { openFirefox } from '../../support/firefox.mjs'
import { freePort } from '../../support/free-port.mjs'
import { counts, suite, until } from '../../support/suite.mjs'
import { collect, open, receive, servePage } from './clients.mjs'
import { equal } from '../../support/demand.mjs'

const versions = {
  express: '5.3.0',
  '@types/express': '5.0.6',
  fastify: '5.12.8',
  '@nestjs/common': '12.5.1',
  '@nestjs/core': '12.5.1',
  '@nestjs/platform-express': '12.5.1',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
  '@types/node': '20.19.43',
}

/** Milliseconds, longer than a browser waits before it reconnects: 3 seconds in Chromium, 5 in Firefox. */
const RECONNECTION = 6000

/** Parts of the file names in programs/. */
const servers = ['express', 'fastify', 'nest'].filter((name) => name.includes(process.argv[2] ?? ''))

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => resolve(true))
    socket.on('connect', () => socket.destroy()).on('error', () => resolve(false))
  })

/** Starts a compiled program. Resolves to its origin. */
const start = async (t, folder, name, api) => {
  const port = await freePort()
  const child = spawn(process.execPath, [`${name}.js`], {
    cwd: folder,
    env: { ...process.env, CEKURA_API_URL: api, CEKURA_API_KEY: 'the-key', PORT: port },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  t.teardown(async () => {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  await until(() => answers(port))
  return `http://127.0.0.1:${port}`
}

const completed = [
  { event: 'message', status: 'queued' },
  { event: 'message', status: 'processing' },
  { event: 'message', status: 'completed', clean_description: 'Clean.', thinking: '' },
  { event: 'end' },
]

const failures = [
  ['a failed job', 'JobFailed', 'no such agent', ['queued', { status: 'failed', error: 'no such agent' }]],
  ['an unknown id', 'Http', 'HTTP 404'],
  ['a refused key', 'Http', 'HTTP 401', [{ http: 401 }]],
  ['an unusable id', 'Config', 'non-blank'],
]

const leaves = [
  ['closes', (socket) => socket.destroy()],
  ['resets', (socket) => socket.resetAndDestroy()],
]

/** Checks one server with one fake. Each test has an id of its own. */
const check = async ({ test }, { fakeCekura, start, browsers, html }) => {
  const teardowns = []
  const fake = fakeCekura({ apiKey: 'the-key' })
  const api = await fake.listen()
  let origin
  await test('starts', async () => {
    origin = await start({ teardown: (act) => teardowns.unshift(act) }, api.url)
  })

  const requestsOf = (id) => fake.requests.filter(({ path }) => path.endsWith(`=${id}`))
  const pathOf = (id) => `/jobs/${id}/events`
  const completing = (id) => {
    const { event: _, ...result } = completed[2]
    fake.job(id, ['queued', 'processing', result])
    return origin + pathOf(id)
  }

  await test('each status is an event, and the response ends', async () => {
    const { status, events } = await receive(completing('good'))
    equal([status, events], [200, completed], 'response')
  })

  for (const [n, [what, tag, part, steps]] of failures.entries())
    await test(`${what} is an event, not an HTTP error`, async () => {
      const id = tag === 'Config' ? '%20' : `failing-${n}`
      if (steps) fake.job(id, steps)
      const { status, events } = await receive(origin + pathOf(id))
      const [failure, end] = events.slice(-2)
      equal(
        [status, failure.event, failure._tag, end],
        [200, 'failure', tag, { event: 'end' }],
        'status and last events',
      )
      if (!failure.message.includes(part)) throw new Error(failure.message)
      if (failure.message.includes('the-key')) throw new Error('the event has the key')
    })

  for (const [what, leave] of leaves) {
    await test(`a client that ${what} its connection stops the polling`, async () => {
      const id = `polled-${what}`
      fake.job(id, ['queued', 'processing'])
      const client = open(origin + pathOf(id))
      await until(() => client.received.includes('"processing"'))
      leave(client.socket)
      await wait(500)
      const made = requestsOf(id).length
      await wait(3000) // longer than the interval
      equal(requestsOf(id).length, made, 'requests')
    })

    await test(`a client that ${what} its connection aborts the request in flight`, async () => {
      const id = `hanging-${what}`
      fake.job(id, [{ fault: 'hang' }])
      const client = open(origin + pathOf(id))
      await until(() => requestsOf(id).length === 1)
      leave(client.socket)
      await until(() => requestsOf(id)[0].outcome === 'aborted')
    })
  }

  await test('a client that leaves does not end the events of another', async () => {
    const { event: _, ...result } = completed[2]
    fake.job('shared', ['queued', 'processing', { ...result, delay: 3000 }])
    const [leaving, other] = [open(origin + pathOf('shared')), open(origin + pathOf('shared'))]
    for (const client of [leaving, other]) await until(() => client.received.includes('"processing"'))
    leaving.socket.destroy()
    await until(() => other.received.includes('event: end'))
    equal(other.received.includes('"completed"'), true, 'completed')
    equal(requestsOf('shared').length, 3, 'requests')
  })

  const openPage = async (t, context, html) => {
    const { url, statuses } = await servePage(t, origin, html)
    const page = await context.newPage()
    t.teardown(() => page.close())
    await page.goto(url)
    return { page, statuses }
  }
  for (const { name, context } of browsers) {
    await test(`${name} does not reconnect after a 204`, async (t) => {
      const id = `${name}-left-open`
      completing(id)
      const { page, statuses } = await openPage(t, context, '<!doctype html>')
      equal(await page.evaluate(collect, pathOf(id)), completed, 'events')
      await wait(RECONNECTION)
      equal(statuses, [200, 204], 'responses')
      equal(requestsOf(id).length, 3, 'requests')
    })

    await test(`page.html in ${name} closes its EventSource`, async (t) => {
      const id = `${name}-closed`
      fake.job(id, ['queued', { status: 'failed', error: 'no such agent' }])
      const { page, statuses } = await openPage(t, context, html.replace('a-progress-id', id))
      const shown = () => page.evaluate(() => globalThis.document.body.innerText)
      await until(async () => (await shown()).includes('no such agent'))
      await wait(RECONNECTION)
      equal((await shown()).startsWith('queued'), true, 'first status')
      equal(statuses, [200], 'responses')
      equal(requestsOf(id).length, 2, 'requests')
    })
  }

  for (const act of teardowns) await act()
  await api.close()
}

await inTemporaryFolder(async (temporary) => {
  const tarball = await packBuilt(temporary)
  const folder = await install(join(temporary, 'servers'), { 'rx-cekura': `file:${tarball}`, ...versions })
  await cp(fileURLToPath(new URL('programs', import.meta.url)), folder, { recursive: true })
  await suite('servers').test('the programs compile', () =>
    mustRun(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]),
  )
  const { fakeCekura } = createRequire(join(folder, 'index.js'))('rx-cekura/testing')

  const html = await readFile(new URL('page.html', import.meta.url), 'utf8')
  const opened = []
  for (const [name, open] of Object.entries({ Chromium: openChromium, Firefox: openFirefox }))
    opened.push({ name, ...(await open()) })
  const browsers = opened
    .filter(({ browser }) => browser)
    .map(({ name, browser }) => ({ name, context: browser.contexts()[0] }))
  try {
    await Promise.all(
      servers.map((name) =>
        check(suite(name, 60_000), {
          ...{ fakeCekura, browsers, html },
          start: (t, api) => start(t, folder, name, api),
        }),
      ),
    )
  } finally {
    for (const { close } of opened) await close?.()
  }
})

console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed > 0 ? 1 : 0)
