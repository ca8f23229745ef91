import { Subject } from 'rxjs'
import type { Config } from './config.js'
import type { PollEvent } from './model/events.js'
import { createExchange, type Exchange } from './exchange/exchange.js'
import { createGate, type Gate } from './polling/gate.js'

/** Everything that the loops of one client share. */
export interface Engine {
  readonly config: Config
  readonly gate: Gate
  readonly exchange: Exchange
  readonly events: Subject<PollEvent>
}

export const createEngine = (config: Config): Engine => ({
  config,
  gate: createGate(config),
  exchange: createExchange(config),
  events: new Subject(),
})
