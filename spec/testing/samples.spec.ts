import test from 'ava'
import * as t from 'io-ts'
import { defineJob, done, failed, pending } from '../../lib/index.js'
import * as jobs from '../../lib/jobs/index.js'
import { progressDecoder } from '../../lib/model/answer.js'
import type { AnyJob } from '../../lib/model/job.js'
import { bodyOf } from '../../lib/testing/samples.js'

/** The status that a client decodes, after the way over HTTP. */
const statusOf = (job: AnyJob, body: object): string => {
  const decoded = progressDecoder(job)(JSON.parse(JSON.stringify(body)))
  return decoded._tag === 'Right' ? decoded.right.status : 'not decoded'
}

for (const job of Object.values(jobs) as AnyJob[])
  test(`an example for each status of ${job.name} is decoded`, (a) => {
    const words = Object.keys(job.statuses as object)
    a.deepEqual(
      words.map((status) => statusOf(job, bodyOf(job, { status }))),
      words,
    )
  })

test('a result has all its fields, a failure its reason', (a) => {
  a.deepEqual(bodyOf(jobs.cleanDescription, { status: 'completed', thinking: 'short' }), {
    status: 'completed',
    clean_description: 'example of clean_description',
    thinking: 'short',
  })
  a.like(bodyOf(jobs.knowledgeBaseSync, { status: 'success' }), { last_sync_status: 'success', files: [] })
  a.deepEqual(bodyOf(jobs.agentTools, { status: 'failed', error_message: 'busy' }), {
    status: 'failed',
    error_message: 'busy',
    message: undefined,
  })
  a.like(bodyOf(jobs.testRun, { status: 'timeout' }), { failed_reasons: 'example of failed_reasons' })
  a.like(bodyOf(jobs.cleanDescription, { status: 'failed', error: null }), { error: null })
})

test('given fields are sent unchanged, also unknown ones', (a) => {
  a.like(bodyOf(jobs.testRun, { status: 'running', completed_runs_count: 3, runs: 7 }), {
    status: 'running',
    completed_runs_count: 3,
    runs: 7,
  })
  a.deepEqual(bodyOf(jobs.cleanDescription, { status: 'unknown', more: [] }), { status: 'unknown', more: [] })
  a.like(bodyOf(jobs.knowledgeBaseSync, { last_sync_status: 'pending' }), { last_sync_status: 'pending' })
})

test('counts imply the status, and are found for a status', (a) => {
  const counts = (body: Record<string, unknown>) => bodyOf(jobs.scenariosFromCalls, body)
  a.deepEqual(counts({ total_scenarios: 4, completed_scenarios: 1 }), {
    agent_id: 1,
    total_scenarios: 4,
    completed_scenarios: 1,
    failed_scenarios: 0,
  })
  a.like(counts({ status: 'completed', total_scenarios: 4 }), { completed_scenarios: 4, scenarios_list: [] })
  a.like(counts({ total_scenarios: 4, completed_scenarios: 4 }), { scenarios_list: [], errors: [] })
  a.is(
    statusOf(jobs.generateScenarios, bodyOf(jobs.generateScenarios, { total_scenarios: 2 })),
    'in_progress',
  )
  a.throws(() => counts({ status: 'completed', total_scenarios: 4, completed_scenarios: 1 }), {
    message:
      'fakeCekura: no example has the status "completed" of scenarios-from-calls; pass its fields (agent_id, failed_scenarios)',
  })
  a.like(counts({ total_scenarios: 'many' }), { total_scenarios: 'many' })
})

const picky = defineJob({
  name: 'picky',
  progress: {
    path: '/picky/',
    fields: { status: t.string, percent: t.number },
    status: ({ percent }) => (percent === 100 ? 'ready' : 'working'),
  },
  statuses: { working: pending(), ready: done({ kind: t.keyof({ a: null, b: null }) }), broken: failed() },
})

test('without an example, the error names the fields to give', (a) => {
  a.throws(() => bodyOf(picky, { status: 'ready' }), {
    instanceOf: RangeError,
    message: 'fakeCekura: no example has the status "ready" of picky; pass its fields (status, percent)',
  })
  a.throws(() => bodyOf(picky, { percent: 100 }), {
    instanceOf: RangeError,
    message: 'fakeCekura: no example fits "kind" of picky; pass the field, expected "a" | "b"',
  })
  a.like(bodyOf(picky, { percent: 100, kind: 'a' }), { percent: 100, kind: 'a' })
  a.throws(() => bodyOf(jobs.knowledgeBaseSync, { files: [] }), {
    instanceOf: RangeError,
    message: 'fakeCekura: a step of knowledge-base-sync needs "last_sync_status"',
  })
})

test('examples have any simple type, also for a status without an entry', (a) => {
  const job = defineJob({
    name: 'x',
    progress: { path: '/x/' },
    statuses: {
      otherwise: pending({ on: t.literal(true), none: t.null, list: t.UnknownArray, some: t.literal(1) }),
    },
  })
  a.deepEqual(bodyOf(job, { status: 'any' }), { status: 'any', on: true, none: null, list: [], some: 1 })
})

test('a field of every response that holds the status is given once', (a) => {
  const job = defineJob({
    name: 'x',
    progress: { path: '/x/', fields: { status: t.string, ready: t.boolean } },
    statuses: { waiting: pending() },
  })
  a.deepEqual(bodyOf(job, { status: 'waiting' }), { status: 'waiting', ready: false })
})
