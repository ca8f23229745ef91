import type { AnyJob } from '../model/job.js'
import { bodyOf } from './samples.js'
import type { AnySteps, Fault, Step } from './script.js'

/** The response or the fault of one step, after a delay. */
export interface Scripted {
  /** Milliseconds. */
  readonly delay: number
  readonly outcome: HttpAnswer | Fault
}

export interface HttpAnswer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Returns a response that comes after `delay` milliseconds. A body that is not a string is sent as JSON. */
export const answer = (status: number, body: unknown, headers = {}, delay = 0): Scripted => ({
  delay,
  outcome:
    typeof body === 'string'
      ? { status, body, headers }
      : { status, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } },
})

const details: Readonly<Record<number, string>> = {
  401: 'Authentication credentials were not provided.',
  403: 'You do not have permission to perform this action.',
  404: 'Not found.',
}

/** Returns the API's response to a rejected request. A status other than 401, 403 and 404 needs a detail. */
export const refusal = (status: number, detail = details[status]!): Scripted => answer(status, { detail })

const toScripted = (job: AnyJob, step: Step): Scripted => {
  if (typeof step === 'string') return answer(200, bodyOf(job, { status: step }))
  const { delay = 0 } = step
  if (step.fault !== undefined) return { delay, outcome: step.fault }
  if (step.http === undefined) {
    const { delay: _, ...fields } = step
    return answer(200, bodyOf(job, fields), {}, delay)
  }
  const { http, headers } = step
  const { body = http in details ? { detail: details[http] } : '' } = step
  return answer(http, body, headers, delay)
}

/**
 * Returns the responses to the polls of a job, one for each step.
 *
 * @throws RangeError if there is no step, or if no example value fits a field.
 */
export const toPollAnswers = (job: AnyJob, steps: readonly Step[]): Scripted[] => {
  if (steps.length === 0) throw new RangeError('fakeCekura: a job needs at least one step')
  return steps.map((step) => toScripted(job, step))
}

/**
 * Returns the responses to the polls if the script is a list. A single step is the response to the start.
 *
 * @throws RangeError as `toPollAnswers`, and for a single step with a status if the job never ends with its start.
 */
export const toAnswers = (job: AnyJob, script: AnySteps): Scripted | Scripted[] =>
  isList(script) ? toPollAnswers(job, script) : toStartAnswer(job, script)

/** Unlike `Array.isArray`, accepts a readonly list. */
const isList = (script: AnySteps): script is readonly Step[] => Array.isArray(script)

/** Returns the response to a start that is not polled: the job's result, an HTTP error or a fault. */
const toStartAnswer = (job: AnyJob, step: Step): Scripted => {
  const given = typeof step === 'string' ? { status: step } : step
  if (given.http !== undefined || given.fault !== undefined) return toScripted(job, step)
  const doneStatus = job.start!.finished
  if (doneStatus === undefined)
    throw new RangeError(`fakeCekura: ${job.name} never ends with its start; pass a list of steps`)
  return toScripted(job, { status: doneStatus, ...given })
}
