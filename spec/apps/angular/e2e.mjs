import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import { suite, until } from '../../support/suite.mjs'
import { serve } from './bff.mjs'
import { otherPages } from './other-pages.mjs'

const require = createRequire(import.meta.url)
const KEY = 'key-of-the-backend'

/**
 * Runs the built app in `folder` as its users would, against the fake service that `fakeCekura` makes. Without
 * `thorough`, it runs only the parts that depend most on the version of Angular.
 */
export const e2e = async ({ name, browser, folder, fakeCekura, jobs, thorough, shots }) => {
  const { test } = suite(name)

  /** A fake service, a backend and a page of their own for each test. */
  const opened = async (t, { context, ...options } = {}) => {
    const fake = fakeCekura({ apiKey: KEY, ...options })
    const upstream = await fake.listen()
    t.teardown(upstream.close)
    const backend = { api: upstream.url, apiKey: KEY, folder, jobs: Object.values(jobs) }
    let server = await serve(backend)
    const { port } = server.address()
    const stop = () => {
      server.close()
      server.closeAllConnections()
    }
    t.teardown(stop)
    const restart = async () => (server = await serve({ ...backend, port }))

    const used = context ?? (await browser.newContext({ colorScheme: 'light' }))
    const page = await used.newPage()
    t.teardown(() => (context ? page.close() : used.close()))
    const errors = []
    page.on('pageerror', (error) => errors.push(error))
    t.teardown(() => assert.deepEqual(errors, []))
    await page.goto(`http://127.0.0.1:${port}/`)

    const watch = async (id) => {
      await page.getByLabel('Progress id').fill(id)
      await page.getByRole('button', { name: 'Watch', exact: true }).click()
    }
    const start = async (description) => {
      await page.getByLabel('Description of the metric').fill(description)
      await page.getByRole('button', { name: 'Start', exact: true }).click()
    }
    const polls = () => fake.requests.filter(({ method }) => method === 'GET')
    const steps = () => page.locator('.timeline .status').allTextContents()
    const shows = (text) => page.getByText(text).first().waitFor()
    const completes = () => page.getByRole('heading', { name: 'Clean description', exact: true }).waitFor()
    const shot = async (file) => {
      await accessible(page)
      if (shots)
        await page.screenshot({
          path: `${shots}/${name}-${file}.png`,
          fullPage: true,
          animations: 'disabled',
        })
    }
    return { fake, page, context: used, stop, restart, watch, start, polls, steps, shows, completes, shot }
  }

  /** Checks the page with axe for faults of accessibility. */
  const accessible = async (page) => {
    await page.addScriptTag({ path: require.resolve('axe-core') })
    const violations = await page.evaluate(async () => (await globalThis.axe.run()).violations)
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => String(target))]),
      [],
    )
  }

  await test('a job is started and watched to its end, by one loop for two components', async (t) => {
    const thinking = 'If the caller was greeted can be told from a transcript.'
    const script = ['queued', 'processing', { status: 'completed', thinking }]
    const { page, start, polls, steps, shows, completes, shot, fake } = await opened(t, { script })
    const sent = []
    page.on('request', (request) => sent.push(request))
    await shot('empty')
    await start('Was the caller greeted by name?')
    await shows('processing')
    await shot('processing')
    await completes()
    assert.deepEqual(await steps(), ['queued', 'processing', 'completed'])
    assert.equal(polls().length, 3)
    assert.match(await page.locator('.timeline .time').last().textContent(), /^after [1-9]\d*\.\d s$/)
    assert.equal(await page.locator('app-badge').textContent(), 'completed')
    await page.getByText('Thinking', { exact: true }).click()
    await shows('can be told from a transcript')
    assert.deepEqual(JSON.parse(fake.requests[0].body), {
      agent: 7,
      metric_description: 'Was the caller greeted by name?',
      eval_type: 'boolean',
    })
    for (const request of sent) assert.ok(!JSON.stringify(await request.allHeaders()).includes(KEY))
    await shot('completed')
  })

  await test('stopping aborts the request, and the job can be watched again', async (t) => {
    const { page, fake, watch, polls, steps, completes, shot } = await opened(t)
    fake.job('a-progress-id', ['queued', { fault: 'hang' }, 'completed'])
    await watch('a-progress-id')
    await until(() => polls().at(-1)?.outcome === 'hang')
    await page.getByRole('button', { name: 'Stop watching' }).click()
    await until(() => polls().at(-1).outcome === 'aborted')
    assert.deepEqual(await steps(), ['queued', 'stopped'])
    assert.equal(await page.locator('app-badge').textContent(), 'stopped')
    await shot('stopped')
    await page.getByRole('button', { name: 'Watch again' }).click()
    await completes()
    assert.deepEqual(await steps(), ['completed'])
    assert.equal(polls().length, 3)
  })

  await test('a failed job is shown with its reason, and another can be started', async (t) => {
    const scripts = [['queued', { status: 'failed', error: 'Agent 7 has no transcripts.' }], ['completed']]
    const { page, start, steps, shows, completes, shot } = await opened(t, { script: () => scripts.shift() })
    await start('Was the caller greeted by name?')
    await shows('The job failed: Agent 7 has no transcripts. Start another one.')
    assert.deepEqual(await steps(), ['queued', 'failed'])
    await shot('failed')
    await page.getByRole('button', { name: 'Start another' }).click()
    await completes()
    assert.deepEqual(await steps(), ['completed'])
  })

  await otherPages({ test, opened, jobs, thorough })

  if (!thorough) return

  await test('an unknown id is shown as an error', async (t) => {
    const { page, watch, polls, shows, shot } = await opened(t)
    await watch('no such job')
    await shows('There is no job with this id. Check the id, then try again.')
    assert.equal(await page.getByRole('alert').count(), 1)
    assert.equal(await page.locator('.timeline').count(), 0)
    assert.equal(polls().length, 1)
    await shot('unknown')
  })

  await test('a result can be copied', async (t) => {
    const { page, context, fake, watch, completes, shows } = await opened(t)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    fake.job('a-progress-id', [{ status: 'completed', clean_description: 'Greeted by name.' }])
    await watch('a-progress-id')
    await completes()
    await page.getByRole('button', { name: 'Copy result' }).click()
    await shows('Copied.')
    assert.equal(await page.evaluate(() => globalThis.navigator.clipboard.readText()), 'Greeted by name.')
  })

  await test('on a phone, the watched job is first, and no element is too wide', async (t) => {
    const { page, fake, watch, completes, shot } = await opened(t)
    await page.setViewportSize({ width: 360, height: 700 })
    fake.job('a-progress-id', ['completed'])
    await watch('a-progress-id')
    await completes()
    const top = async (selector) => (await page.locator(selector).boundingBox()).y
    assert.ok((await top('app-timeline')) < (await top('.forms')))
    const overflow = await page.evaluate(
      () => globalThis.document.documentElement.scrollWidth - globalThis.innerWidth,
    )
    assert.ok(overflow <= 0, `${overflow} px too wide`)
    await shot('phone')
  })

  await test('an invalid id is explained', async (t) => {
    const { watch, polls, shows } = await opened(t)
    await watch(' ')
    await shows('This is not possible')
    assert.equal(polls().length, 0)
  })

  await test('a missing backend is retried until it is back', async (t) => {
    const { page, fake, stop, restart, watch, shows, completes, shot } = await opened(t)
    fake.job('a-progress-id', ['completed'])
    stop()
    await watch('a-progress-id')
    await shows('This site does not respond. Check your connection, then try again.')
    await shot('no-backend')
    await restart()
    await page.getByRole('button', { name: 'Watch again' }).click()
    await completes()
  })

  await test('an unreachable Cekura is explained', async (t) => {
    const { fake, watch, shows } = await opened(t)
    fake.job('a-progress-id', [{ fault: 'reset' }])
    await watch('a-progress-id')
    await shows('Cekura cannot be reached at the moment (HTTP 502). Try again later.')
  })

  await test('a hidden tab does not poll until it is shown', async (t) => {
    const [context] = browser.contexts() // where hidden tabs are really hidden
    const { page, fake, watch, polls, steps, shows, completes } = await opened(t, { context })
    fake.job('a-progress-id', ['queued', 'queued', 'processing', 'processing', 'processing', 'completed'])
    await watch('a-progress-id')
    await shows('processing')
    const other = await context.newPage()
    await other.bringToFront()
    assert.equal(await page.evaluate(() => globalThis.document.visibilityState), 'hidden')
    await wait(500) // requests may be in flight
    const before = polls().length
    await wait(3000) // a visible tab polls about every second
    assert.equal(polls().length, before)
    await page.bringToFront()
    await other.close()
    await completes()
    assert.deepEqual(await steps(), ['queued', 'processing', 'completed'])
  })

  await test('an offline page waits without an error, and continues when it is online', async (t) => {
    const { page, context, fake, watch, polls, steps, shows, completes } = await opened(t)
    fake.job('a-progress-id', ['queued', 'queued', 'processing', 'processing', 'processing', 'completed'])
    await watch('a-progress-id')
    await shows('processing')
    await context.setOffline(true)
    await wait(500)
    const before = polls().length
    await wait(3000)
    assert.equal(polls().length, before)
    assert.equal(await page.getByRole('alert').count(), 0)
    await context.setOffline(false)
    await completes()
    assert.deepEqual(await steps(), ['queued', 'processing', 'completed'])
  })

  await test('the backend passes on only the requests of the definitions', async (t) => {
    const { page, fake } = await opened(t)
    const statuses = await page.evaluate(async () => {
      const statuses = []
      for (const path of [
        'test_framework/v1/agents/',
        'test_framework/v1/results/',
        'test_framework/v1/results/7/8/',
        'test_framework/v1/results/7/end_calls/',
        'test_framework/v1/results/a.b/',
      ])
        statuses.push((await fetch(`/api/${path}`)).status)
      return statuses
    })
    assert.deepEqual(statuses, [404, 404, 404, 404, 404])
    assert.equal(fake.requests.length, 0)
  })

  await test('a POST from another site is refused (XSRF)', async (t) => {
    const { page, fake } = await opened(t)
    const status = await page.evaluate(
      async () =>
        (await fetch('/api/test_framework/v1/metrics/generate_clean_description_bg/', { method: 'POST' }))
          .status,
    )
    assert.equal(status, 403)
    assert.equal(fake.requests.length, 0)
  })
}
