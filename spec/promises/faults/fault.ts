import type { Outcome, PerFetch } from './outcome.js'
import type { Answer, Place } from './server.js'

/** Where the client is sent to, or what one server answers: always the same, or one after the other. */
export type Server = (() => Promise<Place>) | { readonly answers: readonly Answer[] }

/** What happens, what the subscriber sees of it in the end, and the requests made until then. */
export type Fault = readonly [what: string, server: Server, sees: Outcome | PerFetch, requests: number]

export const say = (...answers: readonly Answer[]): Server => ({ answers })
