import { Observable, Subscriber } from 'rxjs'
import type { CekuraError } from '../model/errors.js'
import type { Ended } from '../model/events.js'
import { booleanRule, option, type Options } from '../safety/rules.js'

/** A polling loop that has not begun. */
export interface Loop<A> {
  readonly value$: Observable<A>
  /** Called at the beginning before the first request, and once at the end before the subscribers are notified. */
  readonly tracker: { begun(): void; ended(outcome: Ended['outcome'], error?: CekuraError): void }
}

export const shareOptions: Options<{ readonly share: boolean }> = {
  share: /* @__PURE__ */ option(booleanRule, true),
}

/**
 * Runs one loop per key for any number of subscribers. A late subscriber receives the latest value at once. The loop ends
 * when the last one unsubscribes. An ended loop leaves nothing in memory. Of equal values in a row, only the first is
 * emitted. If `isShared` is false, each subscriber has a loop of its own.
 */
export const shareByKey = <G, K extends { readonly text: string }, A>(
  toKey: (given: G) => K,
  create: (key: K, startedAt?: number) => Loop<A>,
  { isSame, isShared }: { isSame: (a: A, b: A) => boolean; isShared: boolean },
): ((given: G, startedAt?: number) => Observable<A>) => {
  const all = new Map<string, Shared<A>>()

  return (given, startedAt) =>
    new Observable((subscriber) => {
      // forkJoin and combineLatest may subscribe with a closed subscriber.
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
 * A loop and its subscribers, which runs as long as it is in the map. It is a Subscriber and compares values itself,
 * because each further object would cost memory for every idle job.
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
    value$.subscribe(this)
  }

  join(subscriber: Subscriber<A>): void {
    this.subscribers = [...this.subscribers, subscriber]
    if (this.latest !== undefined) subscriber.next(this.latest)
  }

  leave(subscriber: Subscriber<A>): void {
    this.subscribers = this.subscribers.filter((other) => other !== subscriber)
    if (this.subscribers.length === 0 && !this.closed) this.end('unsubscribed')
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
    // takeWhile completes even if the last subscriber left within `next`. Another loop may then have the same key.
    if (this.closed) return
    for (const subscriber of this.end('completed')) subscriber.complete()
  }

  /** Removes the entry before subscribers are notified, so that resubscribing from a callback starts a new loop. */
  private end(outcome: Ended['outcome'], error?: CekuraError): readonly Subscriber<A>[] {
    this.running.delete(this.key)
    this.unsubscribe()
    this.tracker!.ended(outcome, error)
    return this.subscribers
  }
}
