import type { Outcome, PerFetch } from './outcome.js'
import type { Answer, Place } from './server.js'

/** The server of a fault: a place to connect to, or answers in order, of which the last is repeated. */
export type Server = (() => Promise<Place>) | { readonly answers: readonly Answer[] }

/** A fault: its name, the end for the subscriber, and the number of requests until then. */
export type Fault = readonly [what: string, server: Server, sees: Outcome | PerFetch, requests: number]

export const say = (...answers: readonly Answer[]): Server => ({ answers })
