import { Observable, type Subscriber } from 'rxjs'
import { Alarm } from './alarm.js'
import { isVirtual, latest, now } from './clock.js'
import type { Gate } from './gate.js'

/** Reports a pause or a resumption, and returns the error of a passed deadline. */
export interface Reports {
  readonly active: (active: boolean) => void
  readonly late: () => Error
}

/**
 * The timer of one loop. Emits at each turn to send a request, the first time in a microtask. Errors at the deadline, and
 * if `active$` errors. Has one subscriber. A wait ends when its timer runs, without reading a clock, because some test
 * clocks fake timers only.
 */
export class Turns extends Observable<void> {
  private readonly alarm = new Alarm()
  private subscriber: Subscriber<void> | undefined = undefined
  /** End of the latest hold that this loop has waited for. */
  private outlasted = 0
  private isActive = true
  /** False during a request. */
  private isWaiting = true
  /** The earliest turn after resuming, on the clock of `now()`. */
  private earliest = 0

  /** @param until - The deadline, on the clock of `now()`. */
  constructor(
    private readonly gate: Gate,
    private readonly until: number,
    private readonly reports: Reports,
  ) {
    super((subscriber) => this.begin(subscriber))
  }

  /**
   * Sets the next turn after `delay` milliseconds, at least `minimum`. Resuming sets it earlier, but not before `minimum`,
   * and not before the shorter of `delay` and a second. Otherwise an unstable network would cause many requests.
   */
  set(delay: number, minimum = 0): void {
    if (this.subscriber!.closed) return
    this.earliest = latest() + Math.max(minimum, Math.min(delay, SECOND))
    this.wait(Math.max(minimum, delay))
  }

  /** True if the deadline is at least `ms` milliseconds away. */
  isInTime(ms: number): boolean {
    return now() + ms <= this.until
  }

  /** Holds back every request of the client for `ms` milliseconds. The caller sets a `minimum` at least as long. */
  hold(ms: number): void {
    this.outlasted = this.gate.hold(ms)
  }

  /** Called at the end of a wait. */
  leave(): void {
    const { gate, outlasted } = this
    const end = gate.heldUntil()
    const held = end > outlasted ? gate.leftOf(end) : 0
    if (held > 0) this.alarm.set(held, outlast, { turns: this, end })
    else {
      this.isWaiting = false
      this.subscriber!.next()
    }
  }

  /** Called at the end of a hold. */
  outlast(end: number): void {
    this.outlasted = end
    this.leave()
  }

  /** Called at the deadline. */
  end(): void {
    this.subscriber!.error(this.reports.late())
  }

  private begin(subscriber: Subscriber<void>): void {
    this.subscriber = subscriber
    const deadline = new Alarm()
    deadline.set(this.until - now(), end, this)
    subscriber.add(deadline)
    subscriber.add(this.alarm)
    const pauses = this.gate.pauses$?.subscribe({
      next: () => {
        const active = this.gate.isActive()
        if (active === this.isActive) return
        this.isActive = active
        if (this.isWaiting) this.wait(Math.max(0, this.earliest - now()))
        this.reports.active(active)
      },
      error: (error: unknown) => subscriber.error(error),
    })
    subscriber.add(pauses)
    // A microtask, so that a server render sees the pending request. A TestScheduler controls timers only.
    if (isVirtual()) this.wait(0)
    else void Promise.resolve().then(() => this.first())
  }

  private first(): void {
    if (this.subscriber!.closed || !this.isActive) return
    this.alarm.unsubscribe()
    this.leave()
  }

  private wait(ms: number): void {
    this.isWaiting = true
    this.alarm.set(this.isActive ? ms : Infinity, leave, this)
  }
}

const SECOND = 1000

// Functions outside the class, because closures would cost memory for every idle job.
const leave = (turns: Turns): void => turns.leave()
const outlast = ({ turns, end }: { turns: Turns; end: number }): void => turns.outlast(end)
const end = (turns: Turns): void => turns.end()
