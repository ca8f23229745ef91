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
  private work: ((state: never) => void) | undefined = undefined
  private state: unknown = undefined
  /** Milliseconds that are left when the action runs, because a timer takes no more than `MAX_DELAY`. */
  private rest = 0

  /** Calls `work` with `state` after `ms`; never if that is `Infinity`. */
  set<S>(ms: number, work: (state: S) => void, state: S): void {
    if (ms === Infinity) {
      this.unsubscribe()
      return
    }
    const delay = Math.min(ms, MAX_DELAY)
    this.work = work
    this.state = state
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
    const { rest, work, state } = this
    if (rest > 0) this.set(rest, work!, state as never)
    else work!(state as never)
  }
}

const run = (alarm?: Alarm): void => alarm!.run()
