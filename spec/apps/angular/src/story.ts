import { type CekuraError, either } from 'rx-cekura'
import { defer, endWith, type Observable, scan, startWith } from 'rxjs'

/** A step of a job: what it was called, and when it began. */
export interface Step {
  readonly status: string
  readonly at: number
}

/** Everything learnt of a job so far, in order. */
export interface Story<P> {
  readonly begunAt: number
  readonly steps: readonly Step[]
  readonly last?: P
  readonly error?: CekuraError
  readonly endedAt?: number
}

/** Emits the steps of a job. A step begins when its name changes. */
export const storyOf = <P extends { readonly status: string }>(
  progress$: Observable<P>,
  nameOf: (progress: P) => string = ({ status }) => status,
): Observable<Story<P>> =>
  defer(() => {
    const begun: Story<P> = { begunAt: performance.now(), steps: [] }
    return progress$.pipe(
      either(),
      endWith(undefined),
      scan((story: Story<P>, told) => {
        const at = performance.now()
        if (told === undefined) return { ...story, endedAt: at }
        if (told._tag === 'Left') return { ...story, error: told.left, endedAt: at }
        const status = nameOf(told.right)
        const isNew = story.steps.at(-1)?.status !== status
        return {
          ...story,
          last: told.right,
          steps: isNew ? [...story.steps, { status, at }] : story.steps,
        }
      }, begun),
      startWith(begun),
    )
  })

/** The seconds between two moments of `performance.now()`. */
export const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1)
