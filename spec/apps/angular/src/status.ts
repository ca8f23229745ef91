import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core'
import type { State, Watched } from './watched'

const icons: Record<State, string> = {
  loading: '…',
  running: '▶',
  done: '✓',
  failed: '✕',
  unknown: '?',
  stopped: '■',
}

/** The state of a job in a word and an icon, and the server's own word for it. */
@Component({
  selector: 'app-status',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="state" [attr.data-state]="state()"
      ><span aria-hidden="true">{{ icon() }}</span> {{ state() }}</span
    >
    @if (word() && word() !== state()) {
      <span class="word">{{ word() }}</span>
    }
  `,
})
export class Status {
  readonly watched = input.required<Watched>()

  protected readonly state = computed(() => this.watched().state())
  protected readonly icon = computed(() => icons[this.state()])
  protected readonly word = computed(() => this.watched().word())
}
