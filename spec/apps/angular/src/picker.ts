import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core'
import type { AnyJob } from 'rx-cekura'
import { catalogue, inWords, refNames, titleOf } from './catalogue'

/** A job, and the texts that were typed for its reference. */
export interface Picked {
  readonly job: AnyJob
  readonly typed: readonly string[]
}

/** A form for a job and its reference, made from the definition. With `many`, it takes several references at once. */
@Component({
  selector: 'app-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="card picker" (submit)="pick($event)">
      <h2>{{ title() }}</h2>
      <div class="fields">
        <label>
          Job
          <select name="job" (change)="choose($event)">
            @for (job of catalogue; track job.name) {
              <option [value]="job.name" [selected]="job === chosen()">{{ titleOf(job) }}</option>
            }
          </select>
        </label>
        @for (name of names(); track name) {
          <label>
            {{ label(name) }}
            <input [name]="name" autocomplete="off" spellcheck="false" required />
          </label>
        }
        <button class="primary">{{ action() }}</button>
      </div>
    </form>
  `,
})
export class Picker {
  readonly title = input.required<string>()
  readonly action = input.required<string>()
  readonly many = input(false)
  readonly picked = output<readonly Picked[]>()

  protected readonly catalogue = catalogue
  protected readonly titleOf = titleOf
  protected readonly chosen = signal<AnyJob>(
    catalogue.find(({ name }) => name === 'test-run') ?? catalogue[0]!,
  )
  protected readonly names = computed(() => refNames(this.chosen()))
  private readonly isList = computed(() => this.many() && this.names().length === 1)

  protected label(name: string): string {
    const words = inWords(name)
    const text = `${words[0]!.toUpperCase()}${words.slice(1)}`
    return this.isList() ? `${text}, or several with commas` : text
  }

  protected choose({ target }: Event): void {
    const { value } = target as HTMLSelectElement
    this.chosen.set(catalogue.find(({ name }) => name === value)!)
  }

  protected pick(event: Event): void {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const job = this.chosen()
    const data = new FormData(form)
    const texts = this.names().map((name) => String(data.get(name)).trim())
    const lists = this.isList() ? texts[0]!.split(/[\s,]+/).map((text) => [text]) : [texts]
    this.picked.emit(lists.filter(([text]) => !this.isList() || text).map((typed) => ({ job, typed })))
    form.querySelectorAll('input').forEach((input) => (input.value = ''))
  }
}
