import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const find = () =>
  process.env.PATH.split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path))

const install = () => {
  console.log('no Chromium on PATH: installing it with apt-get')
  const { status, stderr } = spawnSync('sh', ['-c', 'apt-get update && apt-get install -y chromium'], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) throw new Error(`install Chromium, so that it is on PATH: ${stderr.slice(-500)}`)
}

/**
 * Starts Chromium and connects to it from outside: only so are hidden tabs of its own context really hidden, for
 * Playwright tells a browser that it launches itself that every tab has the focus.
 */
export const openChromium = async () => {
  if (!find()) install()
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
  const child = spawn(find(), flags, { stdio: 'ignore' })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const endpoint = join(profile, 'DevToolsActivePort')
  const isUp = () => existsSync(endpoint) && readFileSync(endpoint, 'utf8').includes('\n')
  for (let tries = 0; !isUp(); tries++) {
    if (tries === 600 || child.exitCode !== null) throw new Error('Chromium does not start')
    await wait(50)
  }
  const [port, path] = readFileSync(endpoint, 'utf8').split('\n')
  const browser = await chromium.connectOverCDP(`ws://127.0.0.1:${port}${path}`, { noDefaults: true })
  const close = async () => {
    const session = await browser.newBrowserCDPSession()
    await session.send('Browser.close').catch(() => {}) // unlike a signal, it waits for the browser's own children
    await exited
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  return { browser, version: browser.version(), close }
}
