import { ChangeDetectionStrategy, Component, input, linkedSignal } from '@angular/core'

/** A button that copies a text, and shows if that succeeded. */
@Component({
  selector: 'app-copy',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" (click)="copy()">Copy result</button>
    <span class="waiting" role="status">{{ outcome() }}</span>
  `,
})
export class Copy {
  readonly text = input.required<string>()
  /** Belongs to the text: another one is not copied yet. */
  protected readonly outcome = linkedSignal({ source: this.text, computation: () => '' })

  protected copy(): void {
    navigator.clipboard.writeText(this.text()).then(
      () => this.outcome.set('Copied.'),
      () => this.outcome.set('The browser did not allow it. Select the text to copy it.'),
    )
  }
}
