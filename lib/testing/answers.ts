import type { AnyJob } from '../model/job.js'
import { bodyOf } from './samples.js'
import type { AnySteps, Fault, Step } from './script.js'

/** A step as a response or a fault, after a delay. */
export interface Scripted {
  /** Milliseconds. */
  readonly delay: number
  readonly outcome: Answer | Fault
}

/** An HTTP response. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Makes a response after `delay` milliseconds. A body that is not a string is sent as JSON. */
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

/** Makes the API's response to a rejected request. */
export const refusal = (status: number, detail = details[status]!): Scripted => answer(status, { detail })

const toScripted = (job: AnyJob, step: Step): Scripted => {
  if (typeof step === 'string') return answer(200, bodyOf(job, { status: step }))
  const { delay = 0 } = step
  if (step.fault !== undefined) return { delay, outcome: step.fault }
  if (step.http === undefined) {
    const { delay: _, ...fields } = step
    return answer(200, bodyOf(job, fields), {}, delay)
  }
  const { http, body = details[http] === undefined ? '' : { detail: details[http] }, headers } = step
  return answer(http, body, headers, delay)
}

/**
 * Converts the steps of a job to responses and faults.
 *
 * @throws RangeError if there is no step, or if no example value fits a field.
 */
export const playAll = (job: AnyJob, steps: readonly Step[]): Scripted[] => {
  if (steps.length === 0) throw new RangeError('fakeCekura: a job needs at least one step')
  return steps.map((step) => toScripted(job, step))
}

/**
 * Converts a script: a list to responses to polls, a single step to the response to the start.
 *
 * @throws RangeError as `playAll`, and for a single step with a status if the job cannot finish at once.
 */
export const play = (job: AnyJob, script: AnySteps): Scripted | Scripted[] =>
  isList(script) ? playAll(job, script) : atOnce(job, script)

const isList = (script: AnySteps): script is readonly Step[] => Array.isArray(script)

/** Makes the response to a start request that starts no job. */
const atOnce = (job: AnyJob, step: Step): Scripted => {
  const given = typeof step === 'string' ? { status: step } : step
  if (given.http !== undefined || given.fault !== undefined) return toScripted(job, step)
  const status = job.start!.finished
  if (status === undefined)
    throw new RangeError(`fakeCekura: ${job.name} does not finish at once; script a list of steps`)
  return toScripted(job, { status, ...given })
}
