import { type MonoTypeOperatorFunction, Observable, type Observer, type Subscriber } from 'rxjs'
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

/** A class, because its methods are not built for each poll. */
class Again<A> implements Observer<A> {
  constructor(
    private readonly subscriber: Subscriber<A>,
    private readonly steps: Steps,
  ) {}

  next(answer: A): void {
    this.subscriber.next(answer)
  }

  error(error: CekuraError): void {
    try {
      this.steps.failed(error)
      this.subscriber.complete()
    } catch (final) {
      this.subscriber.error(final)
    }
  }

  complete(): void {
    try {
      if (!this.subscriber.closed) this.steps.answered()
      this.subscriber.complete()
    } catch (error) {
      this.subscriber.error(error)
    }
  }
}
