import test from 'ava'
import { expectTypeOf } from 'expect-type'
import * as io from 'io-ts'
import { defineJob, done, failed, pending, type RefOf, type RequestOf } from '../../lib/index.js'
import {
  agentImport,
  callEvaluation,
  cleanDescription,
  simplifyPrompt,
  testRun,
} from '../../lib/jobs/index.js'
import type { FakeCekura, FakeJob, FakeJobObserver, FakeOptions, Step } from '../../lib/testing/index.js'

declare const fake: FakeCekura

const closed = defineJob({
  name: 'closed',
  progress: { path: '/x/', ref: { a: io.number, b: io.string } },
  statuses: { working: pending(), ready: done(), broken: failed() },
})

test('an unknown status in a script does not compile, unless the job has otherwise', (t) => {
  const scripts = () => {
    fake.job('a', ['queued', { status: 'processing', delay: 5 }, { http: 503 }, { fault: 'cut' }])
    fake.of(testRun).job(7, ['running', 'a_new_word', { status: 'another', completed_runs_count: 3 }])
    fake.of(closed).job({ a: 1, b: 'b' }, ['working', { status: 'broken', error: 'no' }, { percent: 7 }])
    // @ts-expect-error no such status
    fake.job('a', ['running'])
    // @ts-expect-error no such status
    fake.of(closed).job({ a: 1, b: 'b' }, [{ status: 'done' }])
    // @ts-expect-error no such fault
    fake.job('a', [{ fault: 'explosion' }])
    // @ts-expect-error not an HTTP status
    fake.job('a', [{ http: '503' }])
    // @ts-expect-error a field of the reference is missing
    fake.of(closed).job({ a: 1 }, ['working'])
    // @ts-expect-error not a reference of this job
    fake.of(testRun).job('7', ['running'])
  }
  t.is(typeof scripts, 'function')
})

test('a job of any kind can be added', (t) => {
  const added = [closed, testRun, callEvaluation, agentImport] satisfies FakeOptions['jobs']
  t.is(added.length, 4)
})

test('a script of started jobs has the types of the job', (t) => {
  const scripts = () => {
    fake.of(simplifyPrompt).script('completed')
    fake.of(simplifyPrompt).script({ simplified_prompt: 'short' })
    fake.of(simplifyPrompt).script((request) => {
      expectTypeOf(request.original_prompt).toEqualTypeOf<string>()
      return request.metric_id === 7 ? { http: 403 } : ['queued', 'completed']
    })
    // @ts-expect-error a start is not answered with a pending status
    fake.of(simplifyPrompt).script('queued')
    // @ts-expect-error no such status
    fake.of(agentImport).script(() => ['queued', 'done'])
    // @ts-expect-error no start, so no script
    expectTypeOf(fake.of(callEvaluation).script)
  }
  t.is(typeof scripts, 'function')
})

test('the scripts of a job have the same types as its client', (t) => {
  const scripts = () => {
    expectTypeOf(fake.of(closed)).toEqualTypeOf<
      FakeJobObserver<{ readonly a: number; readonly b: string }, (typeof closed)['statuses']>
    >()
    expectTypeOf(fake.of(agentImport)).toEqualTypeOf<
      FakeJob<RequestOf<typeof agentImport>, RefOf<typeof agentImport>, (typeof agentImport)['statuses']>
    >()
    expectTypeOf(fake.job).toEqualTypeOf<
      FakeJobObserver<string, (typeof cleanDescription)['statuses']>['job']
    >()
    expectTypeOf<Parameters<typeof fake.job>[1]>().toEqualTypeOf<
      readonly Step<'queued' | 'processing' | 'completed' | 'failed'>[]
    >()
  }
  t.is(typeof scripts, 'function')
})
