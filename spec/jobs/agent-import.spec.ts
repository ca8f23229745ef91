import test from 'ava'
import { of } from 'rxjs'
import { createClient, type HttpRequest } from '../../lib/index.js'
import { agentImport } from '../../lib/jobs/index.js'
import { ok, tagged, virtually } from '../support/virtual.js'

const clientAnswering = (answers: readonly object[]) => {
  const requests: HttpRequest[] = []
  const transport = (request: HttpRequest) => {
    requests.push(request)
    return of(ok(answers[Math.min(requests.length, answers.length) - 1]!))
  }
  return {
    requests,
    ...createClient({ transport, interval: 10, baseUrl: 'https://api.cekura.ai' }).of(agentImport),
  }
}

const stage = (status: string, current_stage: string) => ({ agent_id: 7, status, current_stage, stages: [] })

test('run$ starts an import without a body and emits each stage', (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    const answers = [
      { progress_id: 'abc' },
      stage('queued', 'wait'),
      stage('in_progress', 'tools'),
      stage('in_progress', 'tools'),
      stage('in_progress', 'prompt'),
      stage('completed', 'prompt'),
    ]
    const { run$, requests } = clientAnswering(answers)
    expectObservable(run$({ agent_id: 7 })).toBe('a 9ms b 19ms c 9ms (d|)', {
      a: answers[1],
      b: answers[2],
      c: answers[4],
      d: answers[5],
    })
    flush()
    t.deepEqual(
      requests.slice(0, 2).map(({ method, url, body }) => [method, url, body]),
      [
        ['POST', 'https://api.cekura.ai/test_framework/v2/aiagents/7/auto-fetch/', undefined],
        [
          'GET',
          'https://api.cekura.ai/test_framework/v2/aiagents/7/auto-fetch-progress/?progress_id=abc',
          undefined,
        ],
      ],
    )
  }))

test('the reference is a record, checked before any request', (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    const { progress$, requests } = clientAnswering([stage('completed', 'prompt')])
    for (const wrong of ['abc', null, { agent_id: 7 }, { agent_id: 0, progress_id: 'abc' }])
      expectObservable(tagged(progress$(wrong as never))).toBe('(e|)', { e: 'Config' })
    flush()
    t.is(requests.length, 0)
  }))

test("the order of a reference's fields makes no difference", (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    const { progress$, requests } = clientAnswering([stage('completed', 'prompt')])
    const c = stage('completed', 'prompt')
    expectObservable(progress$({ agent_id: 7, progress_id: 'a b' })).toBe('(c|)', { c })
    expectObservable(progress$({ progress_id: 'a b', agent_id: 7 })).toBe('(c|)', { c })
    flush()
    t.deepEqual(
      requests.map(({ url }) => url),
      ['https://api.cekura.ai/test_framework/v2/aiagents/7/auto-fetch-progress/?progress_id=a%20b'],
    )
  }))

test('a failed import names the job, its reference and the reason', (t) =>
  virtually(t, ({ flush }) => {
    const { progress$ } = clientAnswering([{ ...stage('failed', 'tools'), error: 'no such assistant' }])
    let error: unknown
    progress$({ agent_id: 7, progress_id: 'abc' }).subscribe({ error: (e: unknown) => (error = e) })
    flush()
    t.like(error, {
      _tag: 'JobFailed',
      job: 'agent-import',
      progressId: '7/abc',
      status: 'failed',
      detail: 'no such assistant',
      message: 'agent-import "7/abc" failed: no such assistant; start another job',
    })
  }))
