import { ChangeDetectionStrategy, Component, inject } from '@angular/core'
import type { EvalType } from 'rx-cekura'
import { explain } from './explain'
import { Jobs } from './jobs'
import { Timeline } from './timeline'

/** Starts a clean-description job or watches one, and shows its timeline. */
@Component({
  selector: 'app-describe',
  imports: [Timeline],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './describe.html',
})
export class Describe {
  protected readonly jobs = inject(Jobs)
  protected readonly explain = explain
  protected readonly evalTypes: readonly EvalType[] = ['boolean', 'numeric', 'rating', 'enum']

  protected watch(event: Event, id: string): void {
    event.preventDefault()
    this.jobs.watch(id.trim())
  }

  protected start(event: Event, agent: string, description: string, evalType: string): void {
    event.preventDefault()
    this.jobs.start({
      agent: Number(agent),
      metric_description: description,
      eval_type: evalType as EvalType,
    })
  }
}
