import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { Clock } from './clock'

/** The whole seconds since a moment of `performance.now()`: counting, or until another moment. */
@Component({
  selector: 'app-elapsed',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `{{ text() }}`,
})
export class Elapsed {
  readonly since = input.required<number>()
  readonly until = input<number>()

  private readonly clock = inject(Clock)
  protected readonly text = computed(() => {
    const until = this.until() ?? this.clock.now()
    const seconds = Math.max(0, Math.floor((until - this.since()) / 1000))
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  })
}
