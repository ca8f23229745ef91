import { computed, Injectable, signal } from '@angular/core'
import type { AnyJob, CekuraClient } from 'rx-cekura'
import { injectCekura } from 'rx-cekura/angular'
import { type Observable, Subscription } from 'rxjs'
import { catalogue, inWords, refOf } from './catalogue'
import { type Answer, measure, stageOf } from './measure'
import { storyOf, type Story } from './story'

/** State of a watched job, from the one that needs attention first. `unknown`: it could not be observed to its end. */
export const states = ['failed', 'unknown', 'loading', 'running', 'stopped', 'done'] as const
export type State = (typeof states)[number]

/** A job that is watched, or was. */
export class Watched {
  readonly story = signal<Story<Answer>>({ begunAt: performance.now(), steps: [] })
  readonly stoppedAt = signal<number | undefined>(undefined)
  /** The reference as the client writes it in messages. */
  readonly reference: string

  private subscription = Subscription.EMPTY

  constructor(
    readonly job: AnyJob,
    /** The typed reference, a text for each field of the reference. */
    readonly typed: readonly string[],
    private readonly progress$: Observable<Answer>,
  ) {
    this.reference = typed.join('/')
    this.watch()
  }

  readonly state = computed((): State => {
    const { error, last, endedAt } = this.story()
    if (error) return error._tag === 'JobFailed' ? 'failed' : 'unknown'
    if (endedAt !== undefined) return 'done'
    if (this.stoppedAt() !== undefined) return 'stopped'
    return last ? 'running' : 'loading'
  })

  readonly isActive = computed(() => this.state() === 'running' || this.state() === 'loading')

  /** The server's word for its status. */
  readonly word = computed(() => {
    const { error, last } = this.story()
    return inWords(error?._tag === 'JobFailed' ? error.status : (last?.status ?? ''))
  })

  readonly measure = computed(() => {
    const { last } = this.story()
    return last && measure(this.job, last)
  })

  /** When it ended or was stopped. */
  readonly until = computed(() => this.story().endedAt ?? this.stoppedAt())

  watch(): void {
    this.subscription.unsubscribe()
    this.stoppedAt.set(undefined)
    const nameOf = (answer: Answer) =>
      [inWords(answer.status), stageOf(this.job, answer)].filter(Boolean).join(': ')
    this.subscription = storyOf(this.progress$, nameOf).subscribe((story) => this.story.set(story))
  }

  stop(): void {
    this.subscription.unsubscribe()
    if (this.isActive()) this.stoppedAt.set(performance.now())
  }
}

/** Watches any job by its definition, all of them through one client. */
@Injectable({ providedIn: 'root' })
export class Watching {
  private readonly cekura = injectCekura()

  /** The job of the page that shows one. */
  readonly one = signal<Watched | undefined>(undefined)
  /** Rows of the dashboard. */
  readonly rows = signal<readonly Watched[]>(this.restored())

  watchOne(job: AnyJob, typed: readonly string[]): void {
    this.one()?.stop()
    this.one.set(this.watched(job, typed))
  }

  /** Adds a row, and returns false if there was one already, which is then watched again. */
  add(job: AnyJob, typed: readonly string[]): boolean {
    const known = this.rows().find((row) => row.job === job && row.reference === typed.join('/'))
    if (known && !known.isActive()) known.watch()
    if (!known) this.keep([...this.rows(), this.watched(job, typed)])
    return !known
  }

  remove(row: Watched): void {
    row.stop()
    this.keep(this.rows().filter((other) => other !== row))
  }

  removeEnded(): void {
    this.keep(this.rows().filter((row) => row.isActive()))
  }

  private watched(job: AnyJob, typed: readonly string[]): Watched {
    const { progress$ } = this.cekura.of(job) as ReturnType<CekuraClient['of']>
    return new Watched(job, typed, progress$(refOf(job, typed) as never) as Observable<Answer>)
  }

  private keep(rows: readonly Watched[]): void {
    this.rows.set(rows)
    sessionStorage.setItem(KEY, JSON.stringify(rows.map(({ job, typed }) => [job.name, typed])))
  }

  /** The rows survive a reload of the page. */
  private restored(): readonly Watched[] {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as [string, readonly string[]][]
    return kept.flatMap(([name, typed]) => {
      const job = catalogue.find((job) => job.name === name)
      return job ? [this.watched(job, typed)] : []
    })
  }
}

const KEY = 'dashboard'
