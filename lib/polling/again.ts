import { type MonoTypeOperatorFunction, Observable, Subscriber } from 'rxjs'
import type { CekuraError } from '../model/errors.js'

/** The steps that set the next turn. What they throw ends the loop. */
export interface Steps {
  readonly answered: () => void
  readonly failed: (error: CekuraError) => void
}

/** Sets the next turn after one exchange: after its answer if the subscriber wants more, or after its failure. */
export const again =
  <A>(steps: Steps): MonoTypeOperatorFunction<A> =>
  (exchange$) =>
    new Observable((subscriber) => exchange$.subscribe(new Again(subscriber, steps)))

/**
 * A class, because its methods are not built for each poll. A Subscriber, because an exchange asks it if the caller's
 * functions have unsubscribed, and must then send nothing.
 */
class Again<A> extends Subscriber<A> {
  constructor(
    private readonly subscriber: Subscriber<A>,
    private readonly steps: Steps,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- RxJS has no other way to link a class
    super(subscriber)
  }

  override next(answer: A): void {
    this.subscriber.next(answer)
  }

  override error(error: CekuraError): void {
    try {
      this.steps.failed(error)
      this.subscriber.complete()
    } catch (final) {
      this.subscriber.error(final)
    }
  }

  override complete(): void {
    try {
      if (!this.subscriber.closed) this.steps.answered()
      this.subscriber.complete()
    } catch (error) {
      this.subscriber.error(error)
    }
  }
}
