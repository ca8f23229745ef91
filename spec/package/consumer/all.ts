// What a user of every public name writes; checked under each TypeScript and each module resolution.
import type { Observable } from 'rxjs'
import { from, lastValueFrom, mergeMap } from 'rxjs'
import {
  type CekuraClient,
  CekuraError,
  type CleanDescriptionRequest,
  type ClientConfig,
  createClient,
  either,
  isCekuraError,
  JobFailedError,
  type ClientEvent,
  type Progress,
  ProgressCodec,
  schedules,
  toTaskEither,
  whenOnline,
  whenVisible,
} from 'rx-cekura'
import { simplifyPrompt, testRun } from 'rx-cekura/jobs'
import { type FakeCekura, fakeCekura } from 'rx-cekura/testing'

const fake: FakeCekura = fakeCekura({ script: ['queued', { status: 'completed', delay: 5 }] })
fake.of(testRun).job(7, ['running', { status: 'completed', completed_runs_count: 3 }])
fake.of(simplifyPrompt).script((request) => (request.metric_id === 7 ? 'completed' : ['queued']))
const config: ClientConfig = {
  apiKey: () => Promise.resolve('key'),
  fetch: fake.fetch,
  interval: schedules.jittered(schedules.proportional({ fraction: 0.2 }), 0.1),
  retry: { limit: 3, isTransient: (error) => error._tag === 'Network' },
  deadline: undefined,
}
const client: CekuraClient = createClient({ ...config, active$: whenVisible() })
createClient({ transport: fake.transport, active$: whenOnline(), retry: false })

const request: CleanDescriptionRequest = { agent: 7, metric_description: 'text', eval_type: 'rating' }

export const words = (progress: Progress): string => {
  switch (progress.status) {
    case 'queued':
    case 'processing':
      return progress.status
    case 'completed':
      return progress.clean_description + progress.thinking
  }
}

export const advice = (error: unknown): string => {
  if (!isCekuraError(error)) return 'unknown'
  switch (error._tag) {
    case 'JobFailed':
      return error.detail ?? error.progressId
    case 'Http':
      return `${error.status} ${error.detail} ${error.retryAfter ?? 0}`
    case 'Network':
      return error.code ?? error.message
    case 'Decode':
      return error.report.join()
    case 'Deadline':
      return `${error.elapsed} ${error.last ?? ''}`
    case 'Config':
      return error.option
  }
}

export const kinds = (error: Error): boolean[] => [
  error instanceof JobFailedError,
  error instanceof CekuraError,
]
export const many$: Observable<Progress> = from(['a', 'b']).pipe(mergeMap(client.progress$))
export const last: Promise<Progress> = lastValueFrom(client.run$(request))
export const sides$ = client.progress$('a').pipe(either())
export const cleaned = toTaskEither(client.run$(request))().then((result) =>
  result._tag === 'Right' ? result.right.clean_description : result.left.message,
)
export const types$ = (event: ClientEvent): string =>
  event.type === 'retry' ? event.error.message : event.type
export const decoded = ProgressCodec.decode({ status: 'queued' })._tag === 'Right'
