import { ChangeDetectionStrategy, Component, inject } from '@angular/core'
import type { EvalType } from 'rx-cekura'
import { Badge } from './badge.ts'
import { explain } from './explain.ts'
import { Jobs } from './jobs.ts'
import { Timeline } from './timeline.ts'

@Component({
  selector: 'app-root',
  imports: [Badge, Timeline],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './app.html',
})
export class App {
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
