import { type MonoTypeOperatorFunction, Observable, Subscriber } from 'rxjs'
import type { CekuraError } from '../model/errors.js'
import { retryLater, type Retrying } from './retry.js'
import type { PollState, Schedule } from './schedules.js'

/** The loop of an exchange. An error that its schedule or its retry policy throws ends it. */
export interface Looping extends Retrying {
  readonly options: Retrying['options'] & { readonly interval: Schedule }
  readonly tracker: Retrying['tracker'] & { readonly minimum: number; state(): PollState }
}

/** Sets the next turn after an exchange: after its response if the subscriber is still there, or after its failure. */
export const again =
  <A>(loop: Looping): MonoTypeOperatorFunction<A> =>
  (exchange$) =>
    new Observable((subscriber) => exchange$.subscribe(new Again(subscriber, loop)))

/**
 * A class, so that its methods are not built for each poll. A Subscriber, because an exchange reads `closed` to send
 * nothing after a caller's function has unsubscribed.
 */
class Again<A> extends Subscriber<A> {
  constructor(
    private readonly subscriber: Subscriber<A>,
    private readonly loop: Looping,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- RxJS has no other way to link a class
    super(subscriber)
  }

  override next(answer: A): void {
    this.subscriber.next(answer)
  }

  override error(error: CekuraError): void {
    try {
      retryLater(this.loop, error)
      this.subscriber.complete()
    } catch (final) {
      this.subscriber.error(final)
    }
  }

  override complete(): void {
    try {
      const { options, timer$, tracker } = this.loop
      if (!this.subscriber.closed) timer$.set(options.interval(tracker.state()), tracker.minimum)
      this.subscriber.complete()
    } catch (error) {
      this.subscriber.error(error)
    }
  }
}
