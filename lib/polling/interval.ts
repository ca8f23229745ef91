import { callOption } from '../safety/guard.js'
import { delayRule, option, type Options, orFunction } from '../safety/rules.js'
import type { Conceal } from '../safety/secrets.js'
import { type Schedule, standard } from './schedules.js'

export const intervalOptions: Options<{ readonly interval: number | Schedule }> = {
  interval: /* @__PURE__ */ option(orFunction(delayRule), standard),
}

/** Returns a schedule. It throws a `ConfigError` if the caller's schedule throws or returns an invalid delay. */
export const toSchedule = (interval: number | Schedule, conceal: Conceal): Schedule =>
  typeof interval === 'number'
    ? () => interval
    : (poll) => callOption(conceal, 'interval', delayRule, interval, poll)
