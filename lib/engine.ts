import { Subject } from 'rxjs'
import { type Config, DEFAULT_DEADLINE } from './config.js'
import { createExchange, type Exchange } from './exchange/exchange.js'
import type { ClientEvent } from './model/events.js'
import type { AnyJob } from './model/job.js'
import { createGate, type Gate } from './polling/gate.js'

/** Parts that the loops of one client share. */
export interface Engine {
  readonly config: Config
  readonly gate: Gate
  readonly exchange: Exchange
  readonly events: Subject<ClientEvent>
  /** Milliseconds for one observation: the option, otherwise the job's own deadline, otherwise the default. */
  readonly deadlineOf: (job: AnyJob) => number
}

export const createEngine = (config: Config): Engine => ({
  config,
  gate: createGate(config),
  exchange: createExchange(config),
  events: new Subject(),
  deadlineOf: ({ deadline }) => config.deadline ?? deadline ?? DEFAULT_DEADLINE,
})
