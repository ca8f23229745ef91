import * as shipped from '../jobs/index.js'
import type { AnyJob, Fields, Statuses } from '../model/job.js'
import { checkRef, pick, progressPath, refCodecs } from '../model/reference.js'
import { answer, toAnswers, toPollAnswers, refusal, type Scripted } from './answers.js'
import { bodyFields, decodeRequest, missingFields } from './requests.js'
import { answerOf, patternOf, type Received, type RequestUrl, type Route } from './routes.js'
import { example } from './samples.js'
import type { AnyScript, Step } from './script.js'

/** An API without HTTP. */
export interface FakeApi {
  /** Serves a job. Its routes take precedence over those of jobs added before. */
  readonly add: (job: AnyJob) => void
  /** Scripts the job of a reference. */
  readonly scriptJob: (job: AnyJob, ref: unknown, steps: readonly Step[]) => void
  /** Scripts started jobs. */
  readonly scriptStarts: (job: AnyJob, script: AnyScript) => void
  /** Returns the response to a request. */
  readonly handle: (
    method: string,
    url: RequestUrl,
    key: string | undefined,
    body: string | undefined,
  ) => Scripted
}

type Answering = (job: AnyJob, request: Received) => Scripted
interface Endpoint {
  readonly path: string
}

/** Makes an API from the definitions of its jobs, including all jobs of the library. */
export const createFakeApi = (apiKey: string | undefined): FakeApi => {
  const jobs = new Set<AnyJob>()
  const routes: Route[] = []
  /** Remaining responses, by the path of the progress request, because jobs with the same path share their references. */
  const answers = new Map<string, Scripted[]>()
  const scripts = new Map<AnyJob, AnyScript>()
  let started = 0

  const poll: Answering = (job, { params, query }) => {
    const fields = refFields(job, (name) => params[name] ?? query.get(name))
    const missing = Object.keys(fields).filter((name) => !fields[name])
    if (missing.length > 0) return answer(400, missingFields(missing))
    const steps = answers.get(pathOf(job, fields))
    if (!steps) return refusal(404)
    return steps.length > 1 ? steps.shift()! : steps[0]!
  }

  const cancel: Answering = (job, { params, body }) => {
    const path = pathOf(job, { ...bodyFields(body), ...params })
    if (!answers.has(path)) return refusal(404)
    if ((job.statuses as Statuses)['cancelled']?.phase === 'failed')
      answers.set(path, toPollAnswers(job, ['cancelled']))
    return answer(200, {})
  }

  const start: Answering = (job, { params, body }) => {
    const decoded = decodeRequest(job, params, body)
    if ('faults' in decoded) return answer(400, decoded.faults)
    const { request } = decoded
    const script = scripts.get(job) ?? usualSteps(job)
    try {
      const played = toAnswers(job, typeof script === 'function' ? script(request as never) : script)
      if (!Array.isArray(played)) return played
      const made = newFields(job, request, ++started)
      answers.set(pathOf(job, { ...request, ...made }), played)
      return answer(200, made)
    } catch (error) {
      return refusal(500, String(error)) // shows the failure of a script in the client's error
    }
  }

  const add: FakeApi['add'] = (job) => {
    if (jobs.has(job)) return
    jobs.add(job)
    const route = (method: string, endpoint: Endpoint | undefined, answer: Answering): Route[] =>
      endpoint
        ? [{ method, pattern: patternOf(endpoint.path), answer: (request) => answer(job, request) }]
        : []
    routes.unshift(
      ...route('GET', job.progress, poll),
      ...route('POST', job.start, start),
      ...route('POST', job.cancel, cancel),
    )
  }
  Object.values(shipped).forEach(add)

  return {
    add,
    scriptJob: (job, ref, steps) => {
      const checked = checkRef(job, ref)
      if (checked._tag === 'Left') throw new RangeError(`fakeCekura: unusable reference of ${job.name}`)
      answers.set(progressPath(job, checked.right), toPollAnswers(job, steps))
    },
    scriptStarts: (job, script) => {
      if (typeof script !== 'function') toAnswers(job, script) // throws here rather than at the first start
      scripts.set(job, script)
    },
    handle: (method, url, key, body) => {
      if (!key) return refusal(401)
      if (apiKey !== undefined && key !== apiKey) return refusal(401, 'Invalid API key.')
      return answerOf(routes, method, url, body) ?? refusal(404)
    },
  }
}

const refFields = (job: AnyJob, read: (name: string) => unknown): Fields =>
  Object.fromEntries(Object.keys(refCodecs(job)).map((name) => [name, read(name)]))

const pathOf = (job: AnyJob, fields: Fields): string =>
  progressPath(job, { fields: pick(refCodecs(job), fields), text: '' })

/** Makes the fields of a new reference that the request does not have: strings, or numbers if the codec needs them. */
const newFields = (job: AnyJob, request: Fields, n: number): Fields =>
  Object.fromEntries(
    Object.entries(refCodecs(job))
      .filter(([name]) => request[name] === undefined)
      .map(([name, codec]) => [name, example(job, name, codec, [`job-${n}`, 1000 + n])]),
  )

/** Returns a step per pending status, then the first status that is done. */
const usualSteps = (job: AnyJob): readonly Step[] => {
  const words = Object.entries(job.statuses as Statuses)
  const pending = words.filter(([word, { phase }]) => phase === 'pending' && word !== 'otherwise')
  const done = words.filter(([, { phase }]) => phase === 'done')
  return [...pending, ...done.slice(0, 1)].map(([word]) => word)
}
