import type { Answer } from '../model/answer.js'
import type { AnyJob } from '../model/job.js'

/** Describes the fields that change while a job runs: `12 of 20 runs`, or a stage. */
export const changesOf = ({ progress: { changes = [] } }: AnyJob, progress: Answer): string =>
  (changes as readonly string[])
    .map((field) => changeOf(field, progress))
    .filter(Boolean)
    .join(', ')

const changeOf = (field: string, progress: Answer): string => {
  const value = progress[field]
  if (typeof value === 'string') return value
  const [first, ...rest] = field.split('_')
  // A total is shown with its `completed_` count.
  if (typeof value !== 'number' || first === 'total') return ''
  const total = progress[['total', ...rest].join('_')]
  if (first === 'completed' && typeof total === 'number')
    return total > 0 ? `${value} of ${total} ${words(rest)}` : ''
  return value > 0 ? `${value} ${words([first!, ...rest])}` : ''
}

const words = (parts: readonly string[]): string => parts.filter((part) => part !== 'count').join(' ')
