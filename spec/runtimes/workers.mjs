/*
 * Runs the packed library in Cloudflare Workers, by workerd, at several compatibility dates, with and without the API
 * of Node. Before 2024-11-11, the option `cache` of fetch throws. Installs all that it needs.
 * `npm run build && node spec/runtimes/workers.mjs`
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inTemporaryFolder, install, packBuilt, run } from '../package/pack.mjs'
import { counts, suite, until } from '../support/suite.mjs'
import { bundleAll } from './workers/bundle.mjs'
import { startWorkerd } from './workers/workerd.mjs'
import { equal } from '../support/demand.mjs'

const versions = { workerd: '1.20261117.1', rxjs: '7.8.2' }

const variants = ['2023-05-18', '2024-11-10', '2024-11-11', '2026-11-17'].flatMap((date) => [
  // The API of Node is the default from 2026-08-04 on.
  { name: date, date, flags: date < '2026' ? [] : ['no_nodejs_compat', 'no_nodejs_compat_v2'] },
  { name: `${date} with Node`, date, flags: date < '2026' ? ['nodejs_compat'] : [] },
])
/** The only variant whose `process.env` has the bindings. */
const withEnvironment = '2026-11-17 with Node'

const key = 'the-right-key'
const request = { agent: 7, metric_description: 'Was the caller greeted?', eval_type: 'boolean' }
const slow = ['queued', { status: 'queued', delay: 50 }, { status: 'completed', delay: 50 }]
const faults = [{ http: 503 }, { fault: 'reset' }, { fault: 'cut' }, { fault: 'hang' }]
const throttled = { http: 429, headers: { 'retry-after': '1' } }
const redirect = { http: 302, headers: { location: '/elsewhere' } }

/** Returns the requests of a test to the Workers of one setting. */
const requestsTo = ({ urlOf }, setting) => {
  const get = (program, query) => fetch(`${urlOf(program, setting)}?${query}`)
  const watch = async (options) => {
    const body = JSON.stringify(options)
    const response = await fetch(urlOf('watch', setting), { method: 'POST', body })
    return response.ok ? response.json() : response.status
  }
  const watchBoth = (scope, ids) => Promise.all(ids.map((id) => watch({ scope, id })))
  return { get, watch, watchBoth }
}

const check = async (workerd, settings) => {
  const { test } = suite('Workers', 60_000)
  const each = (title, body) =>
    test(title, async () => {
      const attempt = async (setting) => {
        try {
          await body({ ...setting, ...requestsTo(workerd, setting) })
        } catch (error) {
          throw new Error(`${setting.name}: ${error.message}`, { cause: error })
        }
      }
      await Promise.all(settings.map(attempt))
    })

  await each('a client per request watches a job', async ({ fake, watch }) => {
    fake.job('a', slow)
    equal(await watch({ id: 'a' }), ['queued', 'completed'])
  })

  await each('a client per request starts a job and watches it', async ({ watch }) =>
    equal(await watch({ start: request }), ['queued', 'processing', 'completed']),
  )

  await each('a client per request reports errors', async ({ fake, watch }) => {
    fake.job('failing', ['queued', 'failed'])
    fake.job('stuck', ['queued'])
    fake.job('moved', [redirect])
    equal(await watch({ id: 'failing' }), ['queued', 'JobFailed failed'])
    equal(await watch({ id: 'stuck', options: { deadline: 1500 } }), ['queued', 'Deadline'])
    equal(await watch({ id: 'stuck', options: { apiKey: 'wrong' } }), ['Http 401'])
    equal(await watch({ id: 'moved' }), ['Http 302'])
  })

  await each(
    'a client at module scope with share: false serves two requests',
    async ({ fake, watchBoth }) => {
      for (const id of ['b', 'c']) fake.job(id, slow)
      equal(await watchBoth('unshared', ['b', 'c']), [
        ['queued', 'completed'],
        ['queued', 'completed'],
      ])
      fake.job('d', [{ status: 'completed', delay: 300 }])
      equal(await watchBoth('unshared', ['d', 'd']), [['completed'], ['completed']])
    },
  )

  await each('a client at module scope retries after faults', async ({ fake, watchBoth }) => {
    for (const id of ['e', 'f']) fake.job(id, ['queued', ...faults, 'completed'])
    equal(await watchBoth('unshared', ['e', 'f']), [
      ['queued', 'completed'],
      ['queued', 'completed'],
    ])
  })

  await each('a client at module scope waits after a 429', async ({ fake, watchBoth }) => {
    fake.job('g', [{ status: 'queued', delay: 200 }, 'completed'])
    fake.job('h', [throttled, 'completed'])
    const begun = performance.now()
    equal(await watchBoth('unshared', ['g', 'h']), [['queued', 'completed'], ['completed']])
    equal(performance.now() - begun >= 1000, true)
  })

  await each('a shared loop at module scope hangs the second request', async ({ fake, watch }) => {
    fake.job('i', [{ status: 'queued', delay: 1000 }, 'completed'])
    const options = { scope: 'shared', id: 'i' }
    const first = watch(options)
    await until(() => fake.requests.at(-1).path.endsWith('=i'))
    equal(await watch(options), 500)
    equal(workerd.output().includes("your Worker's code had hung"), true)
    equal(await first, ['queued', 'completed'])
  })

  await each('the example responds with a result or an error', async ({ fake, get }) => {
    fake.job('j', ['queued', 'completed'])
    fake.job('k', ['failed'])
    const success = await get('example', 'id=j')
    equal([success.status, (await success.json()).status], [200, 'completed'])
    const failure = await get('example', 'id=k')
    equal([failure.status, (await failure.json())._tag], [502, 'JobFailed'])
  })

  await each('the quick starts of the README run', async ({ name, fake, get }) => {
    fake.job('a-progress-id', ['queued', 'processing', 'completed'])
    const linesOf = async (program, count) => (await get(program, `lines=${count}`)).json()
    if (name === withEnvironment) {
      equal(await linesOf('watching', 3), ['queued', 'processing', 'completed'])
      equal(await linesOf('starting', 1), ['example of clean_description'])
      return
    }
    for (const program of ['watching', 'starting']) {
      const [line] = await linesOf(program, 1)
      equal([line, line.includes('HTTP 401') && line.endsWith('no apiKey was sent')], [line, true])
    }
  })
}

const serve = async (variant, fakeCekura, teardown) => {
  const fake = fakeCekura({ apiKey: key })
  const { url, close } = await fake.listen()
  teardown(close)
  return { ...variant, key, fake, api: new URL(url).host }
}

await inTemporaryFolder(async (temporary) => {
  const tarball = await packBuilt(temporary)
  const folder = await install(join(temporary, 'workers'), { 'rx-cekura': `file:${tarball}`, ...versions })
  const installed = createRequire(join(folder, 'index.js'))
  const file = installed('workerd').default
  const { code, output } = await run(file, ['--version'])
  if (code !== 0) {
    console.log(`Workers: skipped, because workerd does not start here: ${output}`)
    return
  }

  const ends = []
  const teardown = (end) => ends.push(end)
  const { fakeCekura } = installed('rx-cekura/testing')
  try {
    const programs = await bundleAll(folder)
    const settings = await Promise.all(variants.map((variant) => serve(variant, fakeCekura, teardown)))
    await check(await startWorkerd(file, folder, programs, settings, teardown), settings)
  } finally {
    await Promise.all(ends.map((end) => end()))
  }
})

console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed > 0 ? 1 : 0)
