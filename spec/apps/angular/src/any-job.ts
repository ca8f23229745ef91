import { ChangeDetectionStrategy, Component, inject } from '@angular/core'
import { inWords, titleOf } from './catalogue'
import { Copy } from './copy'
import { Elapsed } from './elapsed'
import { explain } from './explain'
import { Meter } from './meter'
import { type Picked, Picker } from './picker'
import { Status } from './status'
import { seconds } from './story'
import { Watching } from './watched'

/** Watches one job of any kind: its status, how far it is, its steps, its result. */
@Component({
  selector: 'app-any-job',
  imports: [Copy, Elapsed, Meter, Picker, Status],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './any-job.html',
})
export class AnyJobPage {
  protected readonly watching = inject(Watching)
  protected readonly explain = explain
  protected readonly titleOf = titleOf
  protected readonly seconds = seconds

  protected watch([picked]: readonly Picked[]): void {
    if (picked) this.watching.watchOne(picked.job, picked.typed)
  }

  protected json(answer: object): string {
    return JSON.stringify(answer, null, 2)
  }

  /** The fields of an answer that hold something, besides its status: lists and objects as JSON. */
  protected fields({ status: _, ...answer }: Readonly<Record<string, unknown>>): readonly Field[] {
    return Object.entries(answer)
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([name, value]) => {
        const isJson = typeof value === 'object'
        return { name: inWords(name), text: isJson ? this.json(value!) : String(value), isJson }
      })
  }
}

interface Field {
  readonly name: string
  readonly text: string
  readonly isJson: boolean
}
