/**
 * A machine with clocks and sleep that the test controls. It replaces the timers and the clocks of this process. As
 * with real timers, a delay beyond 2^31-1 ms fires at once. Nothing fires while the machine sleeps.
 */
export class Machine {
  private monotonic = 1000
  private wall = Date.UTC(2026, 10, 24)
  private timers: { id: number; at: number; every: number; act: () => void }[] = []
  private ids = 0
  private readonly real = { setInterval, clearInterval, dateNow: Date.now }

  /** Timers fire only at multiples of `granularity`, as in a throttled background tab. */
  constructor(private readonly granularity = 1) {
    globalThis.setInterval = ((act: () => void, delay = 0) => {
      const every = delay >= 1 && delay <= 2 ** 31 - 1 ? delay : 1
      this.timers.push({ id: ++this.ids, at: this.due(every), every, act })
      return this.ids
    }) as typeof setInterval
    globalThis.clearInterval = ((id: number) => {
      this.timers = this.timers.filter((timer) => timer.id !== id)
    }) as typeof clearInterval
    Date.now = () => this.wall
    performance.now = () => this.monotonic
  }

  get pending(): number {
    return this.timers.length
  }

  get now(): number {
    return this.monotonic - 1000
  }

  /** Lets time pass, awake. */
  run(ms: number): void {
    const end = this.monotonic + ms
    for (let next = this.next(end); next; next = this.next(end)) {
      this.pass(Math.max(0, next.at - this.monotonic))
      next.at = this.due(next.every)
      next.act()
    }
    this.pass(end - this.monotonic)
  }

  /** Lets time pass asleep: both clocks go on. Timers that are due fire on waking. */
  sleep(ms: number): void {
    this.pass(ms)
    this.run(0)
  }

  /** Sets the wall clock. */
  setWall(by: number): void {
    this.wall += by
  }

  restore(): void {
    const { dateNow, ...timers } = this.real
    Object.assign(globalThis, timers)
    Date.now = dateNow
    Reflect.deleteProperty(performance, 'now') // the real one is on the prototype
  }

  private due(delay: number): number {
    return Math.ceil((this.monotonic + delay) / this.granularity) * this.granularity
  }

  private next(end: number) {
    return this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.id - b.id)[0]
  }

  private pass(ms: number): void {
    this.monotonic += ms
    this.wall += ms
  }
}
