import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from './free-port.mjs'
import { installed } from './installed.mjs'

/** Starts a program that ends with this process. */
const start = (program, args, options) => {
  const child = spawn(program, args, options)
  const kill = () => child.kill()
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  return child
}

/** Starts a display without a screen, because the browser needs one. Resolves to its process and its name. */
const startDisplay = async (program) => {
  const child = start(program, ['-displayfd', '1', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [number] = await once(child.stdout, 'data')
  return { child, name: `:${String(number).trim()}` }
}

/** Sends a command of WebDriver (https://www.w3.org/TR/webdriver2/). Resolves to its value. */
const sendTo = (url) => async (method, path, parameters) => {
  const response = await fetch(url + path, {
    method,
    ...(method === 'POST' && { body: JSON.stringify(parameters ?? {}) }),
  })
  const { value } = await response.json()
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`)
  return value
}

const startDriver = async (program, display) => {
  const port = await freePort()
  const env = { ...process.env, DISPLAY: display, GDK_BACKEND: 'x11' }
  const child = start(program, [`--port=${port}`], { env, stdio: 'ignore' })
  const send = sendTo(`http://127.0.0.1:${port}`)
  for (let tries = 0; ; tries++) {
    const isReady = await send('GET', '/status').then(
      () => true,
      () => false,
    )
    if (isReady) return { child, send }
    if (tries === 600 || child.exitCode !== null) throw new Error('WebKitWebDriver does not start')
    await wait(50)
  }
}

/** As much of Playwright's context as the rules use. Each page has a window of its own, so that it can be hidden. */
const contextOf = async (send) => {
  /** The window that the browser opens, because a session without a current window opens no other. */
  const first = await send('GET', '/window')
  const handles = new Set()
  let last = Promise.resolve()

  /** Runs commands in a window, one caller after another, because a session has one current window. */
  const inWindow = (handle, act) => {
    const result = last.then(async () => {
      await send('POST', '/window', { handle })
      return act()
    })
    last = result.catch(() => {})
    return result
  }
  const evaluateIn = (handle, act, argument) =>
    inWindow(handle, () =>
      send('POST', '/execute/sync', {
        script: `return (${act})(...arguments)`,
        args: [argument ?? null],
      }),
    )
  /** Shows a window alone: without a window manager, none hides another. */
  const show = async (handle) => {
    for (const other of handles)
      if (other !== handle) await inWindow(other, () => send('POST', '/window/minimize'))
    await inWindow(handle, () => send('POST', '/window/rect', { x: 0, y: 0 }))
  }

  const newPage = async () => {
    const { handle } = await inWindow(first, () => send('POST', '/window/new', { type: 'window' }))
    handles.add(handle)
    await show(handle)
    return {
      goto: (url) => inWindow(handle, () => send('POST', '/url', { url })),
      evaluate: (act, argument) => evaluateIn(handle, act, argument),
      bringToFront: () => show(handle),
      close: () => {
        handles.delete(handle)
        return inWindow(handle, () => send('DELETE', '/window'))
      },
    }
  }
  /** WebDriver has no network conditions, so the pages get the events and the state of a browser that is offline. */
  const setOffline = async (isOffline) => {
    for (const handle of handles)
      await evaluateIn(
        handle,
        (isOffline) => {
          Object.defineProperty(globalThis.navigator, 'onLine', { value: !isOffline, configurable: true })
          globalThis.dispatchEvent(new globalThis.Event(isOffline ? 'offline' : 'online'))
        },
        isOffline,
      )
  }
  return { newPage, setOffline }
}

/** Starts WebKitGTK with as much of Playwright's browser as the rules use. Resolves to undefined if it is not installed. */
export const openWebKit = async () => {
  const program = installed(['WebKitWebDriver'], 'webkit2gtk-driver')
  const server = installed(['Xvfb'], 'xvfb')
  if (!program || !server) return undefined
  const display = await startDisplay(server)
  const driver = await startDriver(program, display.name)
  const { sessionId, capabilities } = await driver.send('POST', '/session', { capabilities: {} })
  const send = (method, path, parameters) => driver.send(method, `/session/${sessionId}${path}`, parameters)
  await send('POST', '/timeouts', { script: 120_000 })
  const context = await contextOf(send)
  const close = async () => {
    await send('DELETE', '')
    driver.child.kill()
    display.child.kill()
  }
  return { browser: { contexts: () => [context] }, version: capabilities.browserVersion, close }
}
