import { ChangeDetectionStrategy, Component, inject } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { either } from 'rx-cekura'
import { map, startWith } from 'rxjs'
import { Jobs } from './jobs'

/** The status of the job in one word, for the head of the page. */
@Component({
  selector: 'app-badge',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (jobs.watched()?.isStopped) {
      <span class="badge" data-status="stopped">stopped</span>
    } @else if (jobs.watched()) {
      <span class="badge" [attr.data-status]="status()">{{ status() }}</span>
    }
  `,
})
export class Badge {
  protected readonly jobs = inject(Jobs)

  protected readonly status = toSignal(
    this.jobs.follow((id) =>
      this.jobs.progress$(id).pipe(
        either(),
        map((e) =>
          e._tag === 'Right' ? e.right.status : e.left._tag === 'JobFailed' ? 'failed' : 'unknown',
        ),
        startWith('loading'),
      ),
    ),
  )
}
