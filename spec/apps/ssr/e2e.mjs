import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { suite, until } from '../../support/suite.mjs'

const KEY = 'key-of-the-backend'

/** Runs the built server in `file` as a process of `node`, against the fake service that `fakeCekura` makes. */
export const e2e = async ({ name, browser, node, file, fakeCekura }) => {
  const { test } = suite(name)

  /** A fake service and a server of their own for each test. */
  const started = async (t) => {
    const fake = fakeCekura({ apiKey: KEY })
    const upstream = await fake.listen()
    t.teardown(upstream.close)
    const child = spawn(node, [file], {
      env: { ...process.env, CEKURA_API_URL: upstream.url, CEKURA_API_KEY: KEY },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const complaints = []
    child.stderr.on('data', (chunk) => complaints.push(String(chunk)))
    t.teardown(async () => {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      assert.deepEqual(complaints, [])
    })
    const [line] = await once(child.stdout, 'data')
    const url = String(line).trim()

    /** Renders a page on the server. Resolves to the text of `#shown`, the HTML and the milliseconds. */
    const render = async (query) => {
      const begun = performance.now()
      const html = await (await fetch(`${url}/${query}`)).text()
      const [, shown] = /<p id="shown">(.*?)<\/p>/.exec(html)
      return { shown, html, ms: performance.now() - begun }
    }

    /** Opens a page. Resolves to the page and the texts that `#status` has had since its HTML was parsed. */
    const open = async (query) => {
      const context = await browser.newContext()
      t.teardown(() => context.close())
      const page = await context.newPage()
      const errors = []
      page.on('pageerror', (error) => errors.push(error))
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
      t.teardown(() => assert.deepEqual(errors, []))
      await page.addInitScript(watch)
      await page.goto(`${url}/${query}`)
      const texts = () => page.evaluate(() => globalThis.texts)
      const ends = (text) => until(async () => (await texts()).at(-1) === text)
      return { page, texts, ends }
    }
    return { fake, render, open }
  }

  await test('the HTML has the first status, from a relative baseUrl', async (t) => {
    const { fake, render } = await started(t)
    fake.job('a', ['queued', 'processing', 'completed'])
    const { shown, html } = await render('?id=a')
    assert.equal(shown, 'queued')
    assert.ok(!html.includes(KEY))
    assert.deepEqual(
      fake.requests.map(({ outcome }) => outcome),
      ['answered'],
    )
  })

  await test('a hanging backend delays the render until serverTimeout, and is aborted', async (t) => {
    const { fake, render } = await started(t)
    fake.job('a', [{ fault: 'hang' }])
    await render('') // the first render is slower
    const given = await render('?id=a&wait=300')
    assert.equal(given.shown, 'loading')
    assert.ok(given.ms >= 300 && given.ms < 1900, `${given.ms} ms`)
    const standard = await render('?id=a')
    assert.equal(standard.shown, 'loading')
    assert.ok(standard.ms >= 2000 && standard.ms < 4000, `${standard.ms} ms`)
    await until(() => fake.requests.every(({ outcome }) => outcome === 'aborted'))
    assert.equal(fake.requests.length, 2)
  })

  await test('without an id, the resource is idle, also on the server', async (t) => {
    const { fake, render } = await started(t)
    assert.equal((await render('')).shown, 'idle')
    assert.equal(fake.requests.length, 0)
  })

  await test('hydration shows no loading state, and polls to the end', async (t) => {
    const { fake, open } = await started(t)
    fake.job('a', ['queued', { status: 'processing', delay: 300 }, 'completed'])
    const { page, texts, ends } = await open('?id=a')
    await ends('resolved completed')
    assert.deepEqual(await texts(), ['resolved queued', 'resolved processing', 'resolved completed'])
    assert.equal(await page.locator('#shown').textContent(), 'completed')
    assert.equal(await page.evaluate(() => globalThis.isSameElement()), true)
    assert.equal(fake.requests.length, 3)
  })

  await test('the browser polls by itself after a slow response or an error on the server', async (t) => {
    const { fake, open } = await started(t)
    fake.job('a', [{ fault: 'hang' }, 'completed'])
    fake.job('b', ['failed'])
    const slow = await open('?id=a&wait=100')
    await slow.ends('resolved completed')
    assert.deepEqual(await slow.texts(), ['loading', 'resolved completed'])
    const failed = await open('?id=b')
    await failed.ends('error')
    assert.deepEqual(await failed.texts(), ['loading', 'error'])
  })
}

/** Runs in the page before its HTML is parsed. */
const watch = () => {
  const { document, MutationObserver } = globalThis
  globalThis.texts = []
  let first
  const look = () => {
    const element = document.getElementById('status')
    first ??= element
    const text = element ? element.textContent.trim() : 'nothing'
    if (first && text !== globalThis.texts.at(-1)) globalThis.texts.push(text)
  }
  globalThis.isSameElement = () => first === document.getElementById('status')
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true })
}
