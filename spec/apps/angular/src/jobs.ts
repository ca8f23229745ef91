import { Injectable, signal } from '@angular/core'
import { toObservable } from '@angular/core/rxjs-interop'
import { type CekuraError, type CleanDescriptionRequest, either } from 'rx-cekura'
import { injectCekura } from 'rx-cekura/angular'
import { EMPTY, type Observable, switchMap } from 'rxjs'

/** The watched job, the request that started it, and if watching was stopped. The job itself runs on. */
export interface Watch {
  readonly id: string
  readonly request?: CleanDescriptionRequest | undefined
  readonly isStopped: boolean
}

/**
 * The watched job of this page. Each component subscribes to `follow` by itself. They share one polling loop, because
 * they share the client.
 */
@Injectable({ providedIn: 'root' })
export class Jobs {
  private readonly cekura = injectCekura()

  readonly watched = signal<Watch | undefined>(undefined)
  readonly isStarting = signal(false)
  /** The error of the last start. */
  readonly refusal = signal<CekuraError | undefined>(undefined)

  readonly progress$ = this.cekura.progress$
  private readonly watched$ = toObservable(this.watched)

  watch(id: string, request?: CleanDescriptionRequest): void {
    this.refusal.set(undefined)
    this.watched.set({ id, request, isStopped: false })
  }

  stop(): void {
    this.watched.update((watch) => watch && { ...watch, isStopped: true })
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

  /** Follows a stream about each watched job until watching stops. */
  follow<A>(about: (id: string) => Observable<A>): Observable<A> {
    return this.watched$.pipe(switchMap((watch) => (watch && !watch.isStopped ? about(watch.id) : EMPTY)))
  }
}
