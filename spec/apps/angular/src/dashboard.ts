import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  signal,
  viewChild,
} from '@angular/core'
import { inWords, titleOf } from './catalogue'
import { Clock } from './clock'
import { Elapsed } from './elapsed'
import { explain } from './explain'
import { Meter } from './meter'
import { type Picked, Picker } from './picker'
import { Status } from './status'
import { states, type Watched, Watching } from './watched'

const columns = ['Job', 'Reference', 'Status', 'Progress', 'Elapsed'] as const
type Column = (typeof columns)[number]

/** Compares texts as people do: 9 before 10. */
const { compare } = new Intl.Collator('en', { numeric: true })

/** Many jobs at once in a table, all of them through one client. */
@Component({
  selector: 'app-dashboard',
  imports: [Elapsed, Meter, Picker, Status],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './dashboard.html',
})
export class Dashboard {
  protected readonly watching = inject(Watching)
  protected readonly explain = explain
  protected readonly titleOf = titleOf
  protected readonly columns = columns

  protected readonly sort = signal<{ readonly by: Column; readonly descending: boolean }>({
    by: 'Job',
    descending: false,
  })
  protected readonly rows = computed(() => {
    const { by, descending } = this.sort()
    return [...this.watching.rows()].sort(
      (a, b) => (descending ? -1 : 1) * this.order[by](a, b) || compare(a.reference, b.reference),
    )
  })
  protected readonly summary = computed(() =>
    states
      .map((state) => [this.watching.rows().filter((row) => row.state() === state).length, state] as const)
      .filter(([count]) => count > 0)
      .map(([count, state]) => `${count} ${state}`)
      .join(', '),
  )
  /** What adding did, if it cannot be seen in the table. */
  protected readonly notice = signal('')

  private readonly clock = inject(Clock)
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading')

  private readonly order: Record<Column, (a: Watched, b: Watched) => number> = {
    Job: (a, b) => compare(a.job.name, b.job.name),
    Reference: (a, b) => compare(a.reference, b.reference),
    Status: (a, b) => states.indexOf(a.state()) - states.indexOf(b.state()) || compare(a.word(), b.word()),
    Progress: (a, b) => this.share(a) - this.share(b),
    Elapsed: (a, b) => this.elapsed(a) - this.elapsed(b),
  }

  protected add(picked: readonly Picked[]): void {
    const known = picked.filter(({ job, typed }) => !this.watching.add(job, typed))
    this.notice.set(
      known
        .map(({ job, typed }) => `${inWords(job.name)} ${typed.join('/')} is in the table already.`)
        .join(' '),
    )
  }

  protected sortBy(by: Column): void {
    this.sort.update((sort) => ({ by, descending: sort.by === by && !sort.descending }))
  }

  protected direction(column: Column): 'ascending' | 'descending' | 'none' {
    if (this.sort().by !== column) return 'none'
    return this.sort().descending ? 'descending' : 'ascending'
  }

  /** The focus would be lost with the button. */
  protected remove(row: Watched): void {
    this.watching.remove(row)
    this.heading().nativeElement.focus()
  }

  protected removeEnded(): void {
    this.watching.removeEnded()
    this.heading().nativeElement.focus()
  }

  protected stopAll(): void {
    this.watching.rows().forEach((row) => row.stop())
    this.heading().nativeElement.focus()
  }

  protected name({ job, reference }: Watched): string {
    return `${inWords(job.name)} ${reference}`
  }

  protected readonly isAnyActive = computed(() => this.watching.rows().some((row) => row.isActive()))
  protected readonly isAnyEnded = computed(() => this.watching.rows().some((row) => !row.isActive()))

  private share(row: Watched): number {
    const { done = 0, total = Infinity } = row.measure() ?? {}
    return row.state() === 'done' ? 1 : done / total
  }

  private elapsed(row: Watched): number {
    return (row.until() ?? this.clock.now()) - row.story().begunAt
  }
}
