import { asyncScheduler, type SchedulerAction, type Unsubscribable } from 'rxjs'
import { latest, MAX_DELAY, reach } from './clock.js'

/**
 * A timer with one wait at a time. Setting it again replaces the previous wait.
 *
 * It reschedules one action of RxJS's `asyncScheduler`, because that costs a third of a new `timer()` for each poll.
 * A `TestScheduler` controls it like every timer of RxJS.
 */
export class Alarm implements Unsubscribable {
  private action: SchedulerAction<Alarm> | undefined = undefined
  private work: ((state: never) => void) | undefined = undefined
  private state: unknown = undefined
  private due = 0

  /** Calls `work` with `state` after `ms` milliseconds. Never calls it if `ms` is `Infinity`. */
  set<S>(ms: number, work: (state: S) => void, state: S): void {
    if (ms === Infinity) {
      this.unsubscribe()
      return
    }
    if (ms > MAX_DELAY) {
      this.set(MAX_DELAY, setRest, { alarm: this, rest: ms - MAX_DELAY, work, state })
      return
    }
    this.work = work
    this.state = state
    this.due = latest() + ms
    if (this.action) this.action.schedule(this, ms)
    else this.action = asyncScheduler.schedule<Alarm>(run, ms, this) as SchedulerAction<Alarm>
  }

  /** Stops waiting. */
  unsubscribe(): void {
    this.action?.unsubscribe()
    this.action = undefined
  }

  /** Called by the scheduler. */
  run(): void {
    reach(this.due)
    this.work!(this.state as never)
  }
}

/** A wait that is longer than the longest delay of a timer. */
interface Long<S> {
  readonly alarm: Alarm
  readonly rest: number
  readonly work: (state: S) => void
  readonly state: S
}

const setRest = <S>({ alarm, rest, work, state }: Long<S>): void => alarm.set(rest, work, state)
const run = (alarm?: Alarm): void => alarm!.run()
