import type { Observation } from './observations.js'

/** All that an observer must see, and all that the server must receive. */
export interface Expected {
  readonly values: readonly object[]
  readonly end: string
  readonly starts: number
  readonly polls: number
}

/** Retries in a row. */
export const limit = 2

/** Predicts an observation. `changes` are the fields besides the status whose change is emitted. */
export const expected = ({ start, poll, leavesAfter }: Observation, changes: readonly string[]): Expected => {
  const values: object[] = []
  let [starts, polls, failures] = [0, 0, 0]
  const ended = (end: string): Expected => ({ values, end, starts, polls })
  const emit = (progress: object): void => {
    const last = values.at(-1)
    if (!last || ['status', ...changes].some((name) => !isEqual(last, progress, name))) values.push(progress)
  }

  for (let isStarted = !start; !isStarted;) {
    const { meaning } = stepAt(start!.steps, starts++)
    if (meaning.type === 'done') {
      emit(meaning.progress)
      return ended(values.length === leavesAfter ? 'left' : 'complete')
    }
    isStarted = meaning.type === 'started'
    if (meaning.type === 'fault' && (!meaning.isHarmless || ++failures > limit)) return ended(meaning.error)
  }

  failures = 0
  for (;;) {
    const { meaning } = stepAt(poll.steps, polls++)
    if (meaning.type === 'fault') {
      if (!meaning.isTransient || ++failures > limit) return ended(meaning.error)
      continue
    }
    failures = 0
    if (meaning.type === 'failed') return ended(`JobFailed ${meaning.status}: ${meaning.detail}`)
    if (meaning.type === 'pending' || meaning.type === 'done') emit(meaning.progress)
    if (values.length === leavesAfter) return ended('left')
    if (meaning.type === 'done') return ended('complete')
  }
}

const stepAt = <A>(steps: readonly A[], n: number): A => steps[Math.min(n, steps.length - 1)]!

const isEqual = (a: object, b: object, name: string): boolean =>
  JSON.stringify((a as Record<string, unknown>)[name]) ===
  JSON.stringify((b as Record<string, unknown>)[name])
