import { Observable, Subscriber } from 'rxjs'
import type { CekuraError } from '../model/errors.js'
import type { Ended } from '../model/events.js'
import { booleanRule, option, type Options } from '../safety/rules.js'

/** A polling loop that has not begun. */
export interface Loop<A> {
  readonly value$: Observable<A>
  /** Notified of the beginning before the first request, and of the end once, before the subscribers are. */
  readonly tracker: { begun(): void; ended(outcome: Ended['outcome'], error?: CekuraError): void }
}

export const shareOptions: Options<{ readonly share: boolean }> = {
  share: /* @__PURE__ */ option(booleanRule, true),
}

/**
 * Runs one loop per key, however many subscribers there are. A late subscriber gets the latest value at once. The
 * last one to leave ends the loop. Nothing is kept of a loop that has ended. Of equal values in a row, only the first is
 * emitted. If `isShared` is false, each subscriber gets a loop of its own.
 */
export const shareByKey = <G, K extends { readonly text: string }, A>(
  toKey: (given: G) => K,
  create: (key: K, startedAt?: number) => Loop<A>,
  { isSame, isShared }: { isSame: (a: A, b: A) => boolean; isShared: boolean },
): ((given: G, startedAt?: number) => Observable<A>) => {
  const all = new Map<string, Shared<A>>()

  return (given, startedAt) =>
    new Observable((subscriber) => {
      // forkJoin and combineLatest subscribe with subscribers that are closed already.
      if (subscriber.closed) return
      const key = toKey(given)
      const running = isShared ? all : new Map<string, Shared<A>>()
      const known = running.get(key.text)
      if (known) known.join(subscriber)
      const shared = known ?? new Shared(running, key.text, isSame)
      if (!known) shared.begin(create(key, startedAt), subscriber)
      return () => shared.leave(subscriber)
    })
}

/**
 * One running loop and its subscribers. It runs as long as the map holds it. A Subscriber and its own comparison of values,
 * because each object between a loop and its subscribers weighs on every idle job.
 */
class Shared<A> extends Subscriber<A> {
  /** Replaced, never changed, so that subscribers can join and leave during an emission. */
  private subscribers: readonly Subscriber<A>[] = []
  private latest: A | undefined = undefined
  private tracker: Loop<A>['tracker'] | undefined = undefined

  constructor(
    private readonly running: Map<string, Shared<A>>,
    private readonly key: string,
    private readonly isSame: (a: A, b: A) => boolean,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- RxJS has no other way to make a class of one
    super()
  }

  begin({ value$, tracker }: Loop<A>, first: Subscriber<A>): void {
    this.tracker = tracker
    this.running.set(this.key, this)
    this.join(first)
    tracker.begun()
    if (this.isRunning()) value$.subscribe(this)
  }

  join(subscriber: Subscriber<A>): void {
    this.subscribers = [...this.subscribers, subscriber]
    if (this.latest !== undefined) subscriber.next(this.latest)
  }

  leave(subscriber: Subscriber<A>): void {
    this.subscribers = this.subscribers.filter((other) => other !== subscriber)
    if (this.subscribers.length > 0 || !this.isRunning()) return
    this.end('unsubscribed')
  }

  override next(value: A): void {
    if (this.latest !== undefined && this.isSame(this.latest, value)) return
    this.latest = value
    for (const subscriber of this.subscribers) subscriber.next(value)
  }

  override error(error: CekuraError): void {
    for (const subscriber of this.end(error._tag, error)) subscriber.error(error)
  }

  override complete(): void {
    // takeWhile completes even if the last one has left within `next`. Another loop may run under the key by now.
    if (this.closed) return
    for (const subscriber of this.end('completed')) subscriber.complete()
  }

  private isRunning(): boolean {
    return this.running.get(this.key) === this
  }

  /** Removes the entry before subscribers are notified, so that resubscribing from a callback starts a new loop. */
  private end(outcome: Ended['outcome'], error?: CekuraError): readonly Subscriber<A>[] {
    this.running.delete(this.key)
    this.unsubscribe()
    this.tracker!.ended(outcome, error)
    return this.subscribers
  }
}
