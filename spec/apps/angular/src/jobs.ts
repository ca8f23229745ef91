import { Injectable, signal } from '@angular/core'
import { toObservable } from '@angular/core/rxjs-interop'
import { type CekuraError, type CleanDescriptionRequest, either } from 'rx-cekura'
import { injectCekura } from 'rx-cekura/angular'
import { EMPTY, type Observable, switchMap } from 'rxjs'

/** What the page is about: a job, who asked for it, and whether it is still watched. */
export interface Watch {
  readonly id: string
  readonly request?: CleanDescriptionRequest | undefined
  readonly isCancelled: boolean
}

/**
 * The one place that knows which job is watched. Each component that shows it subscribes for itself to `follow`;
 * they share one polling loop, as they share the client.
 */
@Injectable({ providedIn: 'root' })
export class Jobs {
  private readonly cekura = injectCekura()

  readonly watched = signal<Watch | undefined>(undefined)
  readonly isStarting = signal(false)
  /** Why no job could be started. */
  readonly refusal = signal<CekuraError | undefined>(undefined)

  readonly progress$ = this.cekura.progress$
  private readonly watched$ = toObservable(this.watched)

  watch(id: string, request?: CleanDescriptionRequest): void {
    this.refusal.set(undefined)
    this.watched.set({ id, request, isCancelled: false })
  }

  cancel(): void {
    this.watched.update((watch) => watch && { ...watch, isCancelled: true })
  }

  start(request: CleanDescriptionRequest): void {
    this.watched.set(undefined)
    this.refusal.set(undefined)
    this.isStarting.set(true)
    this.cekura
      .start$(request)
      .pipe(either())
      .subscribe((started) => {
        this.isStarting.set(false)
        if (started._tag === 'Right') this.watch(started.right, request)
        else this.refusal.set(started.left)
      })
  }

  /** Something about each job that is watched, for as long as it is. */
  follow<A>(about: (id: string) => Observable<A>): Observable<A> {
    return this.watched$.pipe(switchMap((watch) => (watch && !watch.isCancelled ? about(watch.id) : EMPTY)))
  }
}
