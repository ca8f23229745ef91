import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { installed } from './installed.mjs'

/** The port and path at which Chromium listens, when the file is complete. */
const whole = /^(\d+)\n(\/devtools\/browser\/[\w-]{36})$/

/**
 * Starts Chromium and connects to it from outside. Playwright gives the focus to every tab of a browser that it
 * launches, so hidden tabs would not be hidden.
 */
const start = async (program) => {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'))
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-quic',
    '--no-first-run',
    '--no-startup-window',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ]
  const child = spawn(program, flags, { stdio: 'ignore' })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  void exited.then(() => process.off('exit', kill))
  const gone = async () => {
    await exited
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  const file = join(profile, 'DevToolsActivePort')
  const endpoint = () => {
    const [, port, path] = (existsSync(file) && whole.exec(readFileSync(file, 'utf8'))) || []
    return port && `ws://127.0.0.1:${port}${path}`
  }
  try {
    for (let tries = 0; !endpoint(); tries++) {
      if (tries === 600 || child.exitCode !== null) throw new Error('Chromium does not start')
      await wait(50)
    }
    const browser = await chromium.connectOverCDP(endpoint(), { noDefaults: true })
    const close = async () => {
      const session = await browser.newBrowserCDPSession()
      await session.send('Browser.close').catch(() => {}) // unlike a signal, it waits for the browser's own children
      await gone()
    }
    return { browser, version: browser.version(), close }
  } catch (error) {
    kill()
    await gone()
    throw error
  }
}

/** On a busy machine, a browser may accept a connection and never respond. Another one is started then. */
const startAgain = async (program, tries) => {
  try {
    return await start(program)
  } catch (error) {
    if (tries === 1) throw error
    console.log(`Chromium again, for: ${error.message.split('\n')[0]}`)
    return startAgain(program, tries - 1)
  }
}

/** Resolves to undefined if Chromium is not installed. */
export const openChromium = async () => {
  const program = installed(['chromium', 'chromium-browser', 'google-chrome'], 'chromium')
  return program && startAgain(program, 3)
}
