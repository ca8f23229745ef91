import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { installed } from './installed.mjs'

/** Where Chromium says it listens, once that is all written. */
const whole = /^(\d+)\n(\/devtools\/browser\/[\w-]{36})$/

/**
 * Starts Chromium and connects to it from outside: only so are hidden tabs of its own context really hidden, for
 * Playwright tells a browser that it launches itself that every tab has the focus.
 */
export const openChromium = async () => {
  const program = installed(['chromium', 'chromium-browser', 'google-chrome'], 'chromium')
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'))
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ]
  const child = spawn(program, flags, { stdio: 'ignore' })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const kill = () => child.kill()
  process.once('exit', kill)
  void exited.then(() => process.off('exit', kill))
  const file = join(profile, 'DevToolsActivePort')
  const endpoint = () => {
    const [, port, path] = (existsSync(file) && whole.exec(readFileSync(file, 'utf8'))) || []
    return port && `ws://127.0.0.1:${port}${path}`
  }
  for (let tries = 0; !endpoint(); tries++) {
    if (tries === 600 || child.exitCode !== null) throw new Error('Chromium does not start')
    await wait(50)
  }
  const browser = await chromium.connectOverCDP(endpoint(), { noDefaults: true, timeout: 120_000 })
  const close = async () => {
    const session = await browser.newBrowserCDPSession()
    await session.send('Browser.close').catch(() => {}) // unlike a signal, it waits for the browser's own children
    await exited
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  return { browser, version: browser.version(), close }
}
