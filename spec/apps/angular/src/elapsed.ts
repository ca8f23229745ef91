import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { interval, map } from 'rxjs'

/** The whole seconds since a moment of `performance.now()`, counting. */
@Component({
  selector: 'app-elapsed',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `{{ seconds() }} s`,
})
export class Elapsed {
  readonly since = input.required<number>()

  private readonly now = toSignal(interval(250).pipe(map(() => performance.now())))
  protected readonly seconds = computed(() =>
    Math.max(0, Math.floor(((this.now() ?? 0) - this.since()) / 1000)),
  )
}
