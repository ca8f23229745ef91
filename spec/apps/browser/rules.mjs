import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { suite, until } from '../../support/suite.mjs'
import { listen } from './server.mjs'

const request = { agent: 7, metric_description: 'Was the caller greeted by name?', eval_type: 'boolean' }

/** Runs the specs of the core in a page, a test for each of theirs. `script` is their bundle. */
export const coreSpecs = async ({ name, browser, script }) => {
  const { test } = suite(name)
  const { url, close } = await listen('', script)
  const page = await browser.contexts()[0].newPage()
  await page.goto(`${url}/`)
  const outcomes = await page.evaluate(() => globalThis.runSpecs())
  for (const { title, failure } of outcomes)
    await test(title, () => {
      if (failure) throw new Error(failure)
    })
  await page.close()
  close()
}

/**
 * Runs the rules of the client in a page, over the network. `script` is the bundle of page.mjs. `cutBody` is the
 * error for a chunked body that the server cuts off. WebKitGTK accepts such a body as complete.
 */
export const rules = async ({ name, browser, script, fetch, cutBody = 'Network' }) => {
  const { test } = suite(name, 30_000)

  const opened = async (t) => {
    const [context] = browser.contexts() // where hidden tabs are really hidden
    const other = await listen('', script)
    const own = await listen(other.url, script)
    t.teardown(other.close)
    t.teardown(own.close)
    const page = await context.newPage()
    t.teardown(() => page.close())
    t.teardown(async () => assert.deepEqual(await page.evaluate(() => globalThis.page.errors), []))
    await page.goto(`${own.url}/`)
    /**
     * Calls a function of page.mjs. Its API is on another origin, unless the options have another `baseUrl`.
     */
    const call = (what, options, ...rest) =>
      page.evaluate(
        ([name, ...args]) => globalThis.page[name](...args),
        [what, { baseUrl: other.url, ...(fetch && { fetch }), ...options }, ...rest],
      )
    const watch = (id, options, ...rest) => call('watch', options, id, ...rest)
    const begin = (id, options) => call('begin', options, id)
    const leave = () => page.evaluate(() => globalThis.page.leave())
    const setOffline = (isOffline) => context.setOffline(isOffline)
    return { page, context, own, other, call, watch, begin, leave, setOffline }
  }

  await test('another origin: emits each transition once', async (t) => {
    const { watch, other } = await opened(t)
    assert.deepEqual(await watch('completes', { apiKey: 'key' }), {
      heard: ['queued', 'processing', 'completed'],
    })
    assert.equal(other.met.length, 5)
    assert.deepEqual([...new Set(other.met.map(({ key }) => key))], ['key'])
  })

  await test("a path as baseUrl is of the page's origin, and no key is sent", async (t) => {
    const { call, own } = await opened(t)
    const { heard } = await call('generate', { baseUrl: '/' }, request)
    assert.deepEqual(heard, ['queued', 'processing', 'completed'])
    assert.equal(own.met.length, 6)
    assert.ok(own.met.every(({ key }) => key === null))
  })

  await test('subscribers share one loop, also with slow responses', async (t) => {
    const { watch, other } = await opened(t)
    assert.deepEqual(await watch('slow', {}, 3), { heard: ['queued', 'processing', 'completed'] })
    assert.equal(other.met.length, 3)
  })

  for (const id of ['hangs', 'stops', 'endless'])
    await test(`unsubscribing aborts a request that ${id === 'endless' ? 'is endless' : id}`, async (t) => {
      const { begin, leave, other } = await opened(t)
      await begin(id, { maxBodyBytes: 1e9 })
      await until(() => other.met[0]?.isOpen)
      await wait(50) // so that the page has read the head, if there is one
      await leave()
      await until(() => other.met[0].isCut)
      assert.equal(other.met.length, 1)
    })

  for (const [what, id] of [
    ['to the same origin', 'redirects'],
    ['to another origin', 'leaves'],
  ])
    await test(`a redirect ${what} is not followed`, async (t) => {
      const { watch, own, other } = await opened(t)
      const { heard, error } = await watch(id, { baseUrl: '/', apiKey: 'key' })
      assert.deepEqual(heard, [])
      assert.equal(error._tag, 'Http')
      assert.equal(error.status, 0)
      assert.match(error.message, /set baseUrl to where this redirects/)
      assert.equal(own.met.length, 1)
      assert.equal(other.met.length, 0)
    })

  await test('a body over maxBodyBytes is aborted', async (t) => {
    const { watch, other } = await opened(t)
    const { error } = await watch('endless', { maxBodyBytes: 10_000 })
    assert.equal(error._tag, 'Decode')
    assert.match(error.message, /maxBodyBytes \(10000\)/)
    await until(() => other.met[0].isCut)
  })

  await test('Retry-After is read if CORS exposes it', async (t) => {
    const { watch } = await opened(t)
    assert.equal((await watch('throttles')).error.retryAfter, 7000)
    const { error } = await watch('throttles unexposed')
    assert.equal(error.status, 429)
    assert.equal(error.retryAfter, undefined)
  })

  await test('without CORS, a response is a NetworkError, and none of it is read', async (t) => {
    const { watch, other } = await opened(t)
    const { error } = await watch('completes closed')
    assert.equal(error._tag, 'Network')
    assert.match(error.message, /if it is CORS, use your own backend/)
    assert.equal(other.met.length, 1)
    const preflighted = await watch('queued closed', { apiKey: 'key' })
    assert.equal(preflighted.error._tag, 'Network')
    assert.equal(other.met.length, 1)
  })

  for (const [id, tag] of [
    ['fails', 'JobFailed'],
    ['unknown', 'Http'],
    ['garbage', 'Decode'],
    ['breaks', cutBody],
    ['shortens', 'Network'],
  ])
    await test(`a job that ${id === 'unknown' || id === 'garbage' ? `is ${id}` : id} is a ${tag}Error`, async (t) => {
      const { watch } = await opened(t)
      assert.equal((await watch(id)).error._tag, tag)
    })

  await test('an unreachable server is a NetworkError', async (t) => {
    const { watch, other } = await opened(t)
    other.close()
    assert.equal((await watch('completes')).error._tag, 'Network')
  })

  await test('the request timeout covers the body, and aborts', async (t) => {
    const { watch, other } = await opened(t)
    assert.equal((await watch('stops', { requestTimeout: 100 })).error.code, 'ETIMEDOUT')
    await until(() => other.met[0].isCut)
  })

  await test('a transient failure is retried', async (t) => {
    const { watch, other } = await opened(t)
    assert.deepEqual(await watch('recovers', { retry: { initialDelay: 1 } }), { heard: ['completed'] })
    assert.equal(other.met.length, 2)
  })

  await test('a hidden tab pauses, and polls at once when shown', async (t) => {
    const { page, context, begin, other } = await opened(t)
    await begin('queued', { interval: 60_000, active$: 'visible' })
    await until(() => other.met.length === 1)
    const above = await context.newPage()
    t.teardown(() => above.close())
    await above.bringToFront()
    assert.equal(await page.evaluate(() => globalThis.document.visibilityState), 'hidden')
    await page.bringToFront()
    await until(() => other.met.length === 2) // within the 30 s of this test, so not after the interval of 60 s
  })

  await test('a tab that is hidden from the start waits', async (t) => {
    const { page, context, begin, other } = await opened(t)
    const above = await context.newPage()
    t.teardown(() => above.close())
    await above.bringToFront()
    await begin('queued', { active$: 'visible' })
    await wait(300)
    assert.equal(other.met.length, 0)
    await page.bringToFront()
    await until(() => other.met.length > 1)
  })

  await test('an offline page sends no request; online, it polls at once', async (t) => {
    const { begin, other, setOffline } = await opened(t)
    await begin('queued', { interval: 60_000, active$: 'online' })
    await until(() => other.met.length === 1)
    await setOffline(true)
    t.teardown(() => setOffline(false))
    await wait(300)
    assert.equal(other.met.length, 1)
    await setOffline(false)
    await until(() => other.met.length === 2)
  })
}
