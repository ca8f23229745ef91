import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'undici'
import { installed } from './installed.mjs'

/** Connects by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/): a command resolves to its answer. */
const connect = async (url) => {
  const socket = new WebSocket(url)
  const waiting = new Map()
  let id = 0
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data)
    if (message.type === 'event') return
    const { resolve, reject } = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.type === 'success') resolve(message.result)
    else reject(new Error(`${message.error}: ${message.message}`))
  })
  return {
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        waiting.set(++id, { resolve, reject })
        socket.send(JSON.stringify({ id, method, params }))
      }),
  }
}

/** As much of Playwright's page as the rules use; Playwright itself drives only a Firefox of its own. */
const pageOf = async ({ send }) => {
  const { context } = await send('browsingContext.create', { type: 'tab' })
  const page = {
    goto: (url) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
    close: () => send('browsingContext.close', { context }),
    bringToFront: () => send('browsingContext.activate', { context }),
    evaluate: async (act, argument) => {
      const { result, exceptionDetails } = await send('script.callFunction', {
        functionDeclaration: `async (argument) => JSON.stringify(await (${act})(JSON.parse(argument)))`,
        arguments: [{ type: 'string', value: JSON.stringify(argument ?? null) }],
        target: { context },
        awaitPromise: true,
      })
      if (exceptionDetails) throw new Error(exceptionDetails.text)
      return result.type === 'undefined' ? undefined : JSON.parse(result.value)
    },
  }
  await page.bringToFront()
  return page
}

/**
 * Starts Firefox and connects to it, with as much of Playwright's browser as the rules use. Resolves to undefined if it is
 * not installed.
 */
export const openFirefox = async () => {
  const program = installed(['firefox-esr', 'firefox'], 'firefox-esr')
  if (!program) return undefined
  const profile = mkdtempSync(join(tmpdir(), 'firefox-'))
  const child = spawn(
    program,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const kill = () => child.kill()
  process.once('exit', kill)
  void exited.then(() => process.off('exit', kill))
  let url
  for await (const line of createInterface(child.stderr)) {
    url = /listening on (ws:\S+)/.exec(line)?.[1]
    if (url) break
  }
  child.stderr.resume()
  if (!url) throw new Error('Firefox does not start')
  const session = await connect(`${url}/session`)
  const { capabilities } = await session.send('session.new', { capabilities: {} })
  const close = async () => {
    await session.send('browser.close')
    await exited
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  const context = {
    newPage: () => pageOf(session),
    setOffline: (isOffline) =>
      session.send('emulation.setNetworkConditions', {
        networkConditions: isOffline ? { type: 'offline' } : null,
        userContexts: ['default'],
      }),
  }
  return { browser: { contexts: () => [context] }, version: capabilities.browserVersion, close }
}
