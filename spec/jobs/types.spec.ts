import test from 'ava'
import { expectTypeOf } from 'expect-type'
import * as t from 'io-ts'
import { from, mergeMap, type Observable } from 'rxjs'
import {
  type CekuraClient,
  defineJob,
  done,
  failed,
  id,
  type JobClient,
  type JobObserver,
  pending,
  type ProgressOf,
  type RefOf,
  type RequestOf,
  type ResultOf,
} from '../../lib/index.js'
import { agentImport, cleanDescription } from '../../lib/jobs/index.js'

declare const of: CekuraClient['of']

const counted = defineJob({
  name: 'export-results',
  progress: {
    path: '/x/progress/',
    ref: { task_id: t.number },
    fields: { percent: t.number },
    changes: ['percent', 'file_url'],
  },
  statuses: {
    working: pending(),
    ready: done({ file_url: t.string }),
    broken: failed(),
    otherwise: pending(),
  },
})

test('the union of a job is spelled out, and a failed status is no member', (t) => {
  expectTypeOf<ProgressOf<typeof cleanDescription>>().toEqualTypeOf<
    | { readonly status: 'queued' | 'processing' }
    | { readonly status: 'completed'; readonly clean_description: string; readonly thinking: string }
  >()
  expectTypeOf<ResultOf<typeof agentImport>['status']>().toEqualTypeOf<'completed'>()
  expectTypeOf<ProgressOf<typeof agentImport>['current_stage']>().toEqualTypeOf<string>()
  t.pass()
})

test('a request and a reference follow from the definition', (t) => {
  expectTypeOf<RefOf<typeof cleanDescription>>().toEqualTypeOf<string>()
  expectTypeOf<RefOf<typeof agentImport>>().toEqualTypeOf<{
    readonly agent_id: number
    readonly progress_id: string
  }>()
  expectTypeOf<RefOf<typeof counted>>().toEqualTypeOf<number>()
  expectTypeOf<RequestOf<typeof counted>>().toBeNever()
  t.pass()
})

test('a wrong request, reference or status does not compile', (t) => {
  const wrong = () => {
    // @ts-expect-error no such type of value
    of(cleanDescription).run$({ agent: 7, metric_description: 'a', eval_type: 'bool' })
    // @ts-expect-error a record is needed
    of(agentImport).progress$('x')
    // @ts-expect-error a field is missing
    of(agentImport).progress$({ progress_id: 'x' })
    // @ts-expect-error no start, so no run$
    expectTypeOf(of(counted).run$)
    of(cleanDescription)
      .progress$('x')
      .subscribe((p) => {
        // @ts-expect-error failed is an error, never a value
        if (p.status === 'failed') return
      })
    of(counted)
      .progress$(1)
      .subscribe((p) => {
        const status: string = p.status
        if (status === 'warming_up') return
        if (p.status === 'ready') expectTypeOf(p.file_url).toEqualTypeOf<string>()
      })
  }
  t.is(typeof wrong, 'function')
})

test('clients have the types of their jobs, in operators too', (t) => {
  const clients = () => {
    expectTypeOf(of(counted)).toEqualTypeOf<JobObserver<number, ProgressOf<typeof counted>>>()
    expectTypeOf(of(agentImport)).toEqualTypeOf<
      JobClient<RequestOf<typeof agentImport>, RefOf<typeof agentImport>, ProgressOf<typeof agentImport>>
    >()
    return from([1, 2]).pipe(mergeMap(of(counted).progress$))
  }
  expectTypeOf<ReturnType<typeof clients>>().toEqualTypeOf<Observable<ProgressOf<typeof counted>>>()
  t.is(typeof clients, 'function')
})

test('a wrong definition does not compile', (t) => {
  const base = { name: 'x', statuses: { a: pending(), b: done(), c: failed() } } as const
  const { request } = cleanDescription.start!
  const wrong = () => {
    // @ts-expect-error no such field
    defineJob({ ...base, progress: { path: '/', ref: { a: id }, changes: ['m'] } })
    // @ts-expect-error not a done status
    defineJob({ ...base, progress: { path: '/' }, start: { path: '/', request, finished: 'a' } })
  }
  t.is(typeof wrong, 'function')
})
