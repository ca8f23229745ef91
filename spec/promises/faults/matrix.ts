import { bodies } from './body.js'
import type { Fault } from './fault.js'
import { errorBodies, redirects, retryAfter, statuses } from './http.js'
import { transport } from './transport.js'

/** All faults there are, by group. The table in ../README.md is made of them: see `table.ts`. */
export const matrix: Readonly<Record<string, readonly Fault[]>> = {
  Transport: transport,
  'HTTP status': statuses,
  Redirect: redirects,
  'Retry-After': retryAfter,
  'Body of a refusal': errorBodies,
  'Body of a 200': bodies,
}
