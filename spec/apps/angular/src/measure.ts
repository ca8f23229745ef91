import type { AnyJob } from 'rx-cekura'
import { phaseOf } from './catalogue'

/** An answer of any job. */
export interface Answer {
  readonly status: string
  readonly [field: string]: unknown
}

/** How far a job is. Without a total, only the words are known. */
export interface Measure {
  readonly done?: number
  readonly total?: number
  readonly words: string
}

/**
 * Reads the progress of a job from the fields that its definition counts as a change. They are numbers with a total,
 * or the name of a stage. The progress of a job without such fields is the position of its status among the pending
 * ones.
 */
export const measure = (job: AnyJob, answer: Answer): Measure => {
  const count = counts(job, answer)
  const stage = stageOf(job, answer)
  if (count) return { ...count, words: [stage, `${count.done} of ${count.total}`].filter(Boolean).join(', ') }
  const listed = stagesOf(job, answer)
  if (listed) return { ...listed, words: stage || `${listed.done} of ${listed.total}` }
  return stage || hasCounts(job, answer) ? { words: stage } : steps(job, answer)
}

/** Texts among the changes: the name of a stage, or a sentence for people. */
export const stageOf = (job: AnyJob, answer: Answer): string =>
  changesOf(job)
    .map((name) => answer[name])
    .filter((value) => typeof value === 'string')
    .filter(Boolean)
    .map((text) => text.replaceAll('_', ' '))
    .join(', ')

/** The API names a total `total_…` or `max_…`. All other numbers among the changes count towards it. */
const isTotal = (name: string): boolean => /^(total|max)_/.test(name)

const counted = (job: AnyJob, answer: Answer): readonly string[] =>
  changesOf(job).filter((name) => !isTotal(name) && typeof answer[name] === 'number')

/** True for a job that counts, even if it does not know its total yet. */
const hasCounts = (job: AnyJob, answer: Answer): boolean => counted(job, answer).length > 0

const counts = (job: AnyJob, answer: Answer) => {
  const total = Object.keys(answer).find((name) => isTotal(name) && isDeclared(job, name))
  if (total === undefined || !hasCounts(job, answer) || !(Number(answer[total]) > 0)) return undefined
  const done = counted(job, answer).reduce((sum, name) => sum + Number(answer[name]), 0)
  return { done, total: Number(answer[total]) }
}

/** A list of stages, each with a status of its own. */
const stagesOf = (job: AnyJob, answer: Answer) => {
  const lists = Object.keys(job.progress.fields ?? {}).map((name) => answer[name])
  const stages = lists.filter(Array.isArray).find((list) => list.length > 0 && list.every(hasStatus))
  if (!stages) return undefined
  const isOpen = ({ status }: Answer) =>
    status === 'pending' ||
    (Object.hasOwn(job.statuses as object, status) && phaseOf(job, status) === 'pending')
  return { done: stages.filter((stage) => !isOpen(stage as Answer)).length, total: stages.length }
}

const hasStatus = (u: unknown): boolean => typeof (u as Answer | null)?.status === 'string'

const steps = (job: AnyJob, { status }: Answer): Measure => {
  const words = Object.keys(job.statuses as object).filter(
    (word) => word !== 'otherwise' && phaseOf(job, word) === 'pending',
  )
  const isDone = phaseOf(job, status) === 'done'
  const at = isDone ? words.length : words.indexOf(status)
  return words.length > 1 && at >= 0
    ? { done: at, total: words.length, words: isDone ? '' : `step ${at + 1} of ${words.length}` }
    : { words: '' }
}

const changesOf = (job: AnyJob): readonly string[] => (job.progress.changes ?? []) as readonly string[]

/** True for a field that the definition decodes. Others ride along, and mean nothing here. */
const isDeclared = (job: AnyJob, name: string): boolean => Object.hasOwn(job.progress.fields ?? {}, name)
