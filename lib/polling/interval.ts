import { callOption } from '../safety/guard.js'
import { delayRule, option, type Options, orFunction } from '../safety/rules.js'
import type { Conceal } from '../safety/secrets.js'
import { type Schedule, standard } from './schedules.js'

export const intervalOptions: Options<{ readonly interval: number | Schedule }> = {
  interval: /* @__PURE__ */ option(orFunction(delayRule), standard),
}

/** Returns a schedule that throws a `ConfigError` if the caller's own throws, or returns no delay. */
export const toSchedule = (interval: number | Schedule, conceal: Conceal): Schedule =>
  typeof interval === 'number'
    ? () => interval
    : (poll) => callOption(conceal, 'interval', delayRule, interval, poll)
