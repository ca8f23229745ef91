import { asyncScheduler, type SchedulerAction, type Unsubscribable } from 'rxjs'
import { MAX_DELAY } from './clock.js'

/**
 * Waits for one thing at a time. Setting it again replaces the wait before.
 *
 * It reschedules one action of RxJS's `asyncScheduler`, because that costs a third of a new `timer()` for each poll.
 * A `TestScheduler` controls it like every timer of RxJS.
 */
export class Alarm implements Unsubscribable {
  private action: SchedulerAction<Alarm> | undefined = undefined
  private ring: (() => void) | undefined = undefined
  /** Milliseconds that are left when the action runs, because a timer takes no more than `MAX_DELAY`. */
  private rest = 0

  /** Calls `ring` after `ms`; never if that is `Infinity`. */
  set(ms: number, ring: () => void): void {
    if (ms === Infinity) {
      this.unsubscribe()
      return
    }
    const delay = Math.min(ms, MAX_DELAY)
    this.ring = ring
    this.rest = ms > delay ? ms - delay : 0
    if (this.action) this.action.schedule(this, delay)
    else this.action = asyncScheduler.schedule<Alarm>(run, delay, this) as SchedulerAction<Alarm>
  }

  /** Stops waiting. */
  unsubscribe(): void {
    this.action?.unsubscribe()
    this.action = undefined
  }

  /** Called by the scheduler. */
  run(): void {
    if (this.rest > 0) this.set(this.rest, this.ring!)
    else this.ring!()
  }
}

const run = (alarm?: Alarm): void => alarm!.run()
