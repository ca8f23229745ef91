import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core'
import type { Watched } from './watched'

/** A bar of how far a job is, with the same in words. */
@Component({
  selector: 'app-meter',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (measure(); as measure) {
      @if (measure.total) {
        <progress
          [attr.aria-label]="label()"
          [attr.aria-valuetext]="measure.words"
          [value]="measure.done"
          [max]="measure.total"
        ></progress>
      } @else if (watched().isActive()) {
        <progress [attr.aria-label]="label()"></progress>
      }
      @if (measure.words) {
        <span class="words">{{ measure.words }}</span>
      }
    }
  `,
})
export class Meter {
  readonly watched = input.required<Watched>()

  protected readonly measure = computed(() => this.watched().measure())
  protected readonly label = computed(
    () => `Progress of ${this.watched().job.name} ${this.watched().reference}`,
  )
}
