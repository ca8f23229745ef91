import type { AnyJob, Statuses } from '../model/job.js'
import { refCodecs } from '../model/reference.js'
import { fakeCekura, type FakeServer, type Step } from '../testing/index.js'
import { toReference } from './jobs.js'

/** A fake Cekura with one job on its way. */
export interface Demo extends FakeServer {
  readonly ref: unknown
  /** The reference as text. */
  readonly id: string
}

/** Serves a job that passes through its statuses, with an error on the way. */
export const serveDemo = async (job: AnyJob): Promise<Demo> => {
  const text = Object.values(refCodecs(job)).map((codec) => (codec.is('demo') ? 'demo' : '7'))
  const reference = toReference(job, text.join('/'))
  const fake = fakeCekura()
  fake.job(reference.id, stepsOf(job))
  return { ...(await fake.listen()), ...reference }
}

const stepsOf = (job: AnyJob): Step[] => {
  const statuses = Object.entries(job.statuses as Statuses)
  const words = (phase: string) =>
    statuses.filter(([, status]) => status.phase === phase).map(([word]) => word)
  const [first = 'running', ...others] = words('pending').filter((word) => word !== 'otherwise')
  const last = others.at(-1) ?? first
  const trouble = { http: 503, body: { detail: 'a worker is restarting' } }
  return [first, first, trouble, ...others, last, last, ...words('done').slice(0, 1)] as Step[]
}
