import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { type CekuraError, either, type Progress } from 'rx-cekura'
import { defer, type Observable, scan, startWith } from 'rxjs'
import { Elapsed } from './elapsed'
import { explain } from './explain'
import { Jobs } from './jobs'

/** What was learnt of a job, in its order. */
interface Story {
  readonly begunAt: number
  readonly steps: readonly { readonly status: Progress['status']; readonly at: number }[]
  readonly last?: Progress
  readonly error?: CekuraError
  readonly endedAt?: number
}

const storyOf = (progress$: Observable<Progress>): Observable<Story> =>
  defer(() => {
    const begun: Story = { begunAt: performance.now(), steps: [] }
    return progress$.pipe(
      either(),
      scan((story, e): Story => {
        const at = performance.now()
        if (e._tag === 'Left') return { ...story, error: e.left, endedAt: at }
        const { status } = e.right
        return {
          ...story,
          last: e.right,
          steps: [...story.steps, { status, at }],
          ...(status === 'completed' && { endedAt: at }),
        }
      }, begun),
      startWith(begun),
    )
  })

/** The transitions of the job with their times, its result or its failure, and what to do next. */
@Component({
  selector: 'app-timeline',
  imports: [Elapsed],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './timeline.html',
})
export class Timeline {
  protected readonly jobs = inject(Jobs)
  protected readonly explain = explain

  protected readonly story = toSignal(this.jobs.follow((id) => storyOf(this.jobs.progress$(id))))

  protected readonly isOver = computed(() => this.story()?.endedAt !== undefined)
  protected readonly isRunning = computed(() => !this.isOver() && !this.jobs.watched()?.isCancelled)
  protected readonly completed = computed(() => {
    const last = this.story()?.last
    return last?.status === 'completed' ? last : undefined
  })

  protected seconds(from: number, to: number): string {
    return ((to - from) / 1000).toFixed(1)
  }

  /** A job that failed stays failed: another one is started, where it is known what to ask for. */
  protected again(): void {
    const { id, request } = this.jobs.watched()!
    if (request && this.story()?.error?._tag === 'JobFailed') this.jobs.start(request)
    else this.jobs.watch(id, request)
  }
}
