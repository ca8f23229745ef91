import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { until } from '../../support/suite.mjs'

const refNames = (job) => Object.keys(job.progress.ref ?? { progress_id: 0 })

/** Tests of the pages for any job, and for many. `opened` makes a page, `jobs` are the library's definitions. */
export const otherPages = async ({ test, opened, jobs, thorough }) => {
  /** Opens a page of the app, and fills in its form. */
  const openedAt = async (t, title) => {
    const app = await opened(t)
    const { page } = app
    await page.getByRole('link', { name: title }).click()
    const add = async (job, ...texts) => {
      await page.getByLabel('Job').first().selectOption(job.name)
      const inputs = () => page.locator('app-picker input').evaluateAll((all) => all.map(({ name }) => name))
      await until(async () => isDeepStrictEqual(await inputs(), refNames(job)))
      for (const [n, text] of texts.entries())
        await page.locator('app-picker input').nth(n).fill(String(text))
      await page.locator('app-picker button').click()
    }
    const row = (name) => page.getByRole('row').filter({ hasText: name })
    const references = () => page.locator('tbody code').allTextContents()
    const inOrder = (...expected) => until(async () => isDeepStrictEqual(await references(), expected))
    const shows = (text) => page.getByText(text).first().waitFor()
    const pollsOf = (text) => app.fake.requests.filter(({ path }) => path.includes(text))
    return { ...app, add, row, references, inOrder, shows, pollsOf }
  }

  const valueOf = (page, name) =>
    page.getByRole('progressbar', { name }).evaluate(({ value, max }) => `${value} of ${max}`)

  await test('any job: stages are a progress bar and a timeline', async (t) => {
    const { page, fake, add, steps, shows, shot } = await openedAt(t, 'Any job')
    await shot('any-job-empty')
    const stages = (...statuses) => statuses.map((status, n) => ({ name: `stage ${n}`, status }))
    const at = (current_stage, ...statuses) => ({
      status: 'in_progress',
      current_stage,
      stages: stages(...statuses),
    })
    fake
      .of(jobs.agentImport)
      .job({ agent_id: 7, progress_id: 'a' }, [
        'queued',
        at('fetch_prompt', 'in_progress', 'pending', 'pending'),
        at('fetch_tools', 'completed', 'in_progress', 'pending'),
        { ...at('', 'completed', 'skipped', 'completed'), status: 'completed' },
      ])
    await add(jobs.agentImport, 7, 'a')
    await shows('in progress: fetch tools')
    assert.equal(await valueOf(page), '1 of 3')
    await shot('any-job-running')
    await shows('Result')
    assert.equal(await valueOf(page), '3 of 3')
    assert.deepEqual(await steps(), [
      'queued',
      'in progress: fetch prompt',
      'in progress: fetch tools',
      'completed',
    ])
    await shot('any-job-done')
  })

  await test('the dashboard watches a job of each definition', async (t) => {
    const { page, fake, add, shows, references, pollsOf, shot } = await openedAt(t, 'Dashboard')
    await shot('dashboard-empty')
    const all = Object.values(jobs)
    for (const job of all) {
      const names = refNames(job)
      const texts = names.map((_, n) => 70 + n)
      const isNumber = (name) => job.progress.ref?.[name].decode(7)._tag === 'Right'
      const values = names.map((name, n) => (isNumber(name) ? texts[n] : String(texts[n])))
      const ref =
        names.length === 1 ? values[0] : Object.fromEntries(names.map((name, n) => [name, values[n]]))
      const [word] = Object.entries(job.statuses).find(([, { phase }]) => phase === 'done')
      fake.of(job).job(ref, [word])
      await add(job, ...texts)
    }
    await shows(`${all.length} done`)
    assert.equal((await references()).length, all.length)
    // Test runs by voice and by text have the same path, but are two jobs.
    assert.ok(pollsOf('/').length <= all.length)
    await shot('dashboard-all')
    assert.equal(await page.getByRole('alert').count(), 0)
  })

  if (!thorough) return

  await test('any job: counts are a progress bar; a failure has its status and reason', async (t) => {
    const { page, fake, add, steps, shows, shot } = await openedAt(t, 'Any job')
    const runs = (completed_runs_count) => ({ status: 'running', completed_runs_count, total_runs_count: 10 })
    fake
      .of(jobs.testRun)
      .job(4711, ['in_queue', runs(3), runs(7), { status: 'timeout', failed_reasons: 'No line' }])
    await add(jobs.testRun, 4711)
    await shows('3 of 10')
    assert.equal(await valueOf(page), '3 of 10')
    await shows('7 of 10')
    assert.equal(await valueOf(page), '7 of 10')
    await shows('The job failed: No line. Start another one.')
    assert.deepEqual(await page.locator('app-status span').allTextContents(), ['✕ failed', '✕', 'timeout'])
    assert.deepEqual(await steps(), ['in queue', 'running', 'timeout'])
    await shot('any-job-failed')
  })

  await test('any job: an invalid reference is explained without a request', async (t) => {
    const { fake, add, shows } = await openedAt(t, 'Any job')
    await add(jobs.testRun, 'not a number')
    await shows('This is not possible')
    assert.equal(fake.requests.length, 0)
  })

  await test('dashboard: several jobs, sorted by each column with the keyboard', async (t) => {
    const { page, fake, add, references, inOrder, shows, shot } = await openedAt(t, 'Dashboard')
    const run = (done) => ({ status: 'running', completed_runs_count: done, total_runs_count: 10 })
    fake.of(jobs.testRun).job(9, [run(5)])
    fake.of(jobs.testRun).job(10, [run(2)])
    fake.of(jobs.simplifyPrompt).job('a', ['failed'])
    await add(jobs.testRun, '10, 9, 404')
    await add(jobs.simplifyPrompt, 'a')
    await shows('1 failed, 1 unknown, 2 running')
    await inOrder('a', '9', '10', '404')
    assert.equal(await valueOf(page, 'Progress of test-run 10'), '2 of 10')

    const sortBy = async (name) => {
      await page.getByRole('button', { name, exact: true }).focus()
      await page.keyboard.press('Enter')
    }
    const sorted = (name) => page.getByRole('columnheader', { name }).getAttribute('aria-sort')
    await sortBy('Status')
    await inOrder('a', '404', '9', '10')
    assert.equal(await sorted('Status'), 'ascending')
    assert.equal(await sorted('Job'), 'none')
    await sortBy('Reference')
    await inOrder('9', '10', '404', 'a')
    await sortBy('Reference')
    await inOrder('a', '404', '10', '9')
    assert.equal(await sorted('Reference'), 'descending')
    await sortBy('Progress')
    await until(async () => isDeepStrictEqual((await references()).slice(2), ['10', '9']))
    await shot('dashboard')
    await page.emulateMedia({ colorScheme: 'dark' })
    await shot('dashboard-dark')
    for (const width of [1000, 800, 360]) {
      await page.setViewportSize({ width, height: 800 })
      const overflow = await page.evaluate(
        () => globalThis.document.documentElement.scrollWidth - globalThis.innerWidth,
      )
      assert.ok(overflow <= 0, `${overflow} px too wide at ${width} px`)
    }
    await shot('dashboard-narrow')
    await page.getByLabel('Sort by').selectOption('Job')
    await inOrder('a', '9', '10', '404')
  })

  await test('dashboard: stopping aborts the request; a row can be watched again and removed', async (t) => {
    const { page, fake, add, row, references, pollsOf, shows } = await openedAt(t, 'Dashboard')
    fake.of(jobs.testRun).job(9, ['running', { fault: 'hang' }, 'running'])
    await add(jobs.testRun, 9)
    await until(() => pollsOf('/9/').at(-1)?.outcome === 'hang')
    await page.getByRole('button', { name: 'Stop watching test run 9' }).click()
    await until(() => pollsOf('/9/').at(-1).outcome === 'aborted')
    await shows('1 stopped')
    // The row is not added a second time, but watched again.
    await add(jobs.testRun, 9)
    await shows('test run 9 is in the table already.')
    await shows('1 running')
    assert.deepEqual(await references(), ['9'])
    await page.getByRole('button', { name: 'Stop all' }).click()
    await shows('1 stopped')
    await page.getByRole('button', { name: 'Watch test run 9 again' }).click()
    await row('9').getByText('running').first().waitFor()
    await page.getByRole('button', { name: 'Remove test run 9' }).click()
    await shows('No job yet.')
    assert.equal(await page.evaluate(() => globalThis.document.activeElement.id), 'jobs')
    const before = pollsOf('/9/').length
    await page.waitForTimeout(1500)
    assert.equal(pollsOf('/9/').length, before)
  })

  await test('dashboard: one loop per job for all pages, and rows survive a reload', async (t) => {
    const { page, fake, add, references, pollsOf, shows } = await openedAt(t, 'Dashboard')
    fake.of(jobs.testRun).job(9, [{ status: 'running', delay: 300 }])
    await add(jobs.testRun, 9)
    await shows('1 running')
    await page.getByRole('link', { name: 'Any job' }).click()
    await add(jobs.testRun, 9)
    // A late subscriber sees the latest progress without a request of its own.
    await shows('Latest answer')
    await until(() => pollsOf('/9/').length >= 4)
    assert.ok(pollsOf('/9/').filter(({ outcome }) => outcome === 'open').length <= 1)
    await page.getByRole('link', { name: 'Dashboard' }).click()
    await page.reload()
    await shows('1 running')
    assert.deepEqual(await references(), ['9'])
  })
}
