/*
 * A queue of a thousand jobs over four worker processes: BullMQ on a real Redis, with the packed library. Processes die,
 * deadlines pass, jobs fail, and the API throttles. Installs all but Redis. `node spec/apps/queue/run.mjs`
 */
import { spawn } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inTemporaryFolder, install, packBuilt } from '../../package/pack.mjs'
import { counts, suite, until } from '../../support/suite.mjs'
import { findRedis, startRedis } from './redis.mjs'
import { HOLD, startServer } from './server.mjs'
import { equal } from '../../support/demand.mjs'

const versions = { bullmq: '6.7.0', ioredis: '6.0.0', rxjs: '7.8.2' }
const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Milliseconds that a worker watches a job, and that a slow job takes. */
const DEADLINE = 8000
const SLOW = 10_000

const range = (name, length) => Array.from({ length }, (_, n) => `${name}-${n}`)
const failing = range('failing', 30)
const slow = range('slow', 10)
// Slow ids are spread, so that each process has some.
const ordinary = [...range('job', 959), ...failing]
const ids = [
  'crashing',
  ...ordinary.flatMap((id, n) => (n % 40 === 0 && slow[n / 40] ? [slow[n / 40], id] : [id])),
]

const observe = async (t, folder, redis, server) => {
  process.env.REDIS_URL = redis.url // for add.mjs
  const { Queue, QueueEvents } = createRequire(join(folder, 'index.js'))('bullmq')
  const connection = { url: redis.url }
  const queue = new Queue('watch', { connection })
  const events = new QueueEvents('watch', { connection })
  const endings = []
  const stalled = []
  events.on('completed', ({ jobId }) => endings.push(jobId))
  events.on('failed', ({ jobId }) => endings.push(jobId))
  events.on('stalled', ({ jobId }) => stalled.push(jobId))
  await events.waitUntilReady()

  const workers = new Map()
  const stopWorkers = () => {
    for (const child of workers.values()) child.kill('SIGKILL')
  }
  t.teardown(stopWorkers)
  const startWorker = () => {
    const env = {
      ...process.env,
      ...{ CEKURA_API_URL: server.url, CEKURA_API_KEY: 'key', REDIS_URL: redis.url, DEADLINE },
    }
    const child = spawn(process.execPath, ['worker.mjs'], { cwd: folder, env, stdio: 'inherit' })
    workers.set(`${child.pid}`, child)
  }
  for (let n = 0; n < 4; n++) startWorker()

  const { add } = await import(pathToFileURL(join(folder, 'add.mjs')))
  for (const id of ids) await add(id)
  for (const id of ids.slice(0, 10)) await add(id)

  // Kills the process that watches the id, twice.
  for (let n = 0; n < 2; n++) {
    let job
    await until(async () => {
      job = await queue.getJob('id-crashing')
      return workers.has(job.processedBy) && (await job.isActive())
    })
    workers.get(job.processedBy).kill('SIGKILL')
    workers.delete(job.processedBy)
    startWorker()
  }
  const crashes = () => stalled.filter((id) => id === 'id-crashing').length
  await until(() => crashes() >= 2 || endings.includes('id-crashing'))
  server.state.isFinished = true

  await until(() => new Set(endings).size === ids.length)
  const jobs = await queue.getJobs()
  await wait(500) // a job that is done twice would end again
  stopWorkers()
  await Promise.all([queue.close(), events.close()])
  return { jobs: new Map(jobs.map((job) => [job.data.progressId, job])), endings, stalled }
}

const check = async ({ test }, { state }, { jobs, endings, stalled }) => {
  await test('each of 1,000 ids ends once, even if added twice', () => {
    equal(endings.toSorted(), ids.map((id) => `id-${id}`).toSorted(), 'endings')
    equal([...jobs.keys()].toSorted(), ids.toSorted(), 'jobs')
  })
  await test('each result belongs to its id', () => {
    for (const id of ids)
      if (!failing.includes(id)) equal(jobs.get(id).returnvalue?.clean_description, `cleaned ${id}`, id)
  })
  await test('a failed job is final', () => {
    for (const id of failing) {
      equal(
        jobs.get(id).failedReason,
        `clean-description "${id}" failed: no reason given; start another job`,
        id,
      )
      // A process may die after the answer.
      if (!stalled.includes(`id-${id}`)) equal(state.ids.get(id).ends, 1, `answers to ${id}`)
    }
  })
  await test('an id is completed after two killed processes', () => {
    equal(jobs.get('crashing').stalledCounter >= 2, true, 'two crashes')
    equal(jobs.get('crashing').returnvalue?.status, 'completed', 'status')
  })
  await test('a deadline puts the id back', () => {
    const kept = slow.filter((id) => !stalled.includes(`id-${id}`))
    equal(kept.length > 0, true, 'slow ids whose process lived')
    for (const id of kept) equal(jobs.get(id).attemptsMade >= 2, true, `second attempt of ${id}`)
  })
  await test('a 429 holds back all processes for its Retry-After', () => {
    const since = (at) => at - state.throttledAt
    // The processes look every 200 ms, and requests may be on their way.
    const quiet = state.requests.map(since).filter((ms) => ms > 2000 && ms < HOLD)
    equal(quiet, [], 'ms of requests after the 429')
    equal(
      state.requests.map(since).some((ms) => ms > HOLD),
      true,
      'requests afterwards',
    )
  })
  await test('at least four processes take part', () => {
    const workers = new Set([...jobs.values()].map(({ processedBy }) => processedBy))
    equal(workers.size >= 4, true, 'processes')
  })
}

const redis = findRedis()
if (redis)
  await inTemporaryFolder(async (temporary) => {
    const tarball = await packBuilt(temporary)
    const folder = await install(join(temporary, 'queue'), { 'rx-cekura': `file:${tarball}`, ...versions })
    await cp(here('programs'), folder, { recursive: true })
    const server = await startServer(SLOW)
    const started = await startRedis(redis)
    const tests = suite('BullMQ', 120_000)
    let observed
    await tests.test('all jobs end', async (t) => {
      observed = await observe(t, folder, started, server)
    })
    if (observed) await check(tests, server, observed)
  })
else
  console.log('queue: skipped, because it needs redis-server or valkey-server (apt-get install redis-server)')

console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed > 0 ? 1 : 0)
