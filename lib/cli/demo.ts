import type { AnyJob, Phase, Statuses } from '../model/job.js'
import { refCodecs } from '../model/reference.js'
import { fakeCekura, type FakeServer, type Step } from '../testing/index.js'
import { toReference } from './jobs.js'

/** A fake Cekura that serves one running job. */
export interface Demo extends FakeServer {
  readonly ref: unknown
  /** The reference as text. */
  readonly id: string
}

/** Serves a job that passes through its statuses, with one HTTP 503 between them. */
export const serveDemo = async (job: AnyJob): Promise<Demo> => {
  const text = Object.values(refCodecs(job)).map((codec) => (codec.is('demo') ? 'demo' : '7'))
  const reference = toReference(job, text.join('/'))
  const fake = fakeCekura()
  fake.of(job).job(reference.ref as object, stepsOf(job))
  return { ...(await fake.listen()), ...reference }
}

const stepsOf = (job: AnyJob): Step[] => {
  const [first = 'running', ...others] = wordsOf(job, 'pending')
  const last = others.at(-1) ?? first
  const words = [first, first, ...others, last, last, ...wordsOf(job, 'done').slice(0, 1)]
  const steps = words.map((status, n) => ({ status, ...countsOf(job, n, words.length - 1) }))
  const trouble = { http: 503, body: { detail: 'a worker is restarting' } }
  return [...steps.slice(0, 2), trouble, ...steps.slice(2)]
}

const wordsOf = (job: AnyJob, phase: Phase): string[] =>
  Object.entries(job.statuses as Statuses)
    .filter(([word, status]) => status.phase === phase && word !== 'otherwise')
    .map(([word]) => word)

/** Returns the fields `completed_…` and `total_…` of one step, if the job has them. */
const countsOf = (job: AnyJob, completed: number, total: number): Record<string, number> =>
  Object.fromEntries(
    Object.keys((job.progress.fields ?? {}) as object).flatMap((field) => {
      const [part, ...things] = field.split('_')
      return part === 'completed'
        ? [
            [field, completed],
            [['total', ...things].join('_'), total],
          ]
        : []
    }),
  )
