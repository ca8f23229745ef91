import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { Copy } from './copy'
import { Elapsed } from './elapsed'
import { explain } from './explain'
import { Jobs } from './jobs'
import { seconds, storyOf } from './story'

/** The transitions of the job with their times, its result or its failure, and what to do next. */
@Component({
  selector: 'app-timeline',
  imports: [Copy, Elapsed],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './timeline.html',
})
export class Timeline {
  protected readonly jobs = inject(Jobs)
  protected readonly explain = explain
  protected readonly seconds = seconds

  protected readonly story = toSignal(this.jobs.follow((id) => storyOf(this.jobs.progress$(id))))

  protected readonly isOver = computed(() => this.story()?.endedAt !== undefined)
  protected readonly isRunning = computed(() => !this.isOver() && !this.jobs.watched()?.isStopped)
  protected readonly completed = computed(() => {
    const last = this.story()?.last
    return last?.status === 'completed' ? last : undefined
  })

  /** A failed job stays failed: starts another one if the request is known. */
  protected again(): void {
    const { id, request } = this.jobs.watched()!
    if (request && this.story()?.error?._tag === 'JobFailed') this.jobs.start(request)
    else this.jobs.watch(id, request)
  }
}
