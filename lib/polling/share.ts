import { Observable, type Observer, type Subscriber, type Subscription } from 'rxjs'
import type { CekuraError } from '../model/errors.js'
import type { Ended } from '../model/events.js'

/** A polling loop that has not begun. */
export interface Loop<A> {
  readonly value$: Observable<A>
  /** Notified of the end once, before the subscribers are. */
  readonly tracker: { ended(outcome: Ended['outcome'], error?: CekuraError): void }
}

/**
 * Runs one loop per key, however many subscribers there are. A late subscriber gets the latest value at once. The
 * last one to leave ends the loop. Nothing is kept of a loop that has ended. If `isShared` is false, each subscriber gets
 * a loop of its own.
 */
export const shareByKey = <G, K extends { readonly text: string }, A>(
  toKey: (given: G) => K,
  create: (key: K, startedAt?: number) => Loop<A>,
  isShared: boolean,
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
      const shared = known ?? new Shared(running, key.text)
      if (!known) shared.begin(create(key, startedAt), subscriber)
      return () => shared.leave(subscriber)
    })
}

/** One running loop and its subscribers. It runs as long as the map holds it. */
class Shared<A> implements Observer<A> {
  /** Replaced, never changed, so that subscribers can join and leave during an emission. */
  private subscribers: readonly Subscriber<A>[] = []
  private tracker: Loop<A>['tracker'] | undefined = undefined
  private connection: Subscription | undefined = undefined
  private latest: A | undefined = undefined

  constructor(
    private readonly running: Map<string, Shared<A>>,
    private readonly key: string,
  ) {}

  begin({ value$, tracker }: Loop<A>, first: Subscriber<A>): void {
    this.tracker = tracker
    this.running.set(this.key, this)
    this.join(first)
    this.connection = value$.subscribe(this)
    if (!this.isRunning()) this.connection.unsubscribe()
  }

  join(subscriber: Subscriber<A>): void {
    this.subscribers = [...this.subscribers, subscriber]
    if (this.latest !== undefined) subscriber.next(this.latest)
  }

  leave(subscriber: Subscriber<A>): void {
    this.subscribers = this.subscribers.filter((other) => other !== subscriber)
    if (this.subscribers.length > 0 || !this.isRunning()) return
    this.end('unsubscribed')
    this.connection?.unsubscribe()
  }

  next(value: A): void {
    this.latest = value
    for (const subscriber of this.subscribers) subscriber.next(value)
  }

  error(error: CekuraError): void {
    for (const subscriber of this.end(error._tag, error)) subscriber.error(error)
  }

  complete(): void {
    for (const subscriber of this.end('completed')) subscriber.complete()
  }

  private isRunning(): boolean {
    return this.running.get(this.key) === this
  }

  /** Removes the entry before subscribers are notified, so that resubscribing from a callback starts a new loop. */
  private end(outcome: Ended['outcome'], error?: CekuraError): readonly Subscriber<A>[] {
    this.running.delete(this.key)
    this.tracker!.ended(outcome, error)
    return this.subscribers
  }
}
