import { agents } from './examples/agents.js'
import type { Example } from './examples/example.js'
import { insights } from './examples/insights.js'
import { metrics } from './examples/metrics.js'
import { runs } from './examples/runs.js'
import { scenarios } from './examples/scenarios.js'

/** An example of each job, by the name of its definition in `rx-cekura/jobs`. */
export const examples: Readonly<Record<string, Example>> = {
  ...metrics,
  ...scenarios,
  ...agents,
  ...runs,
  ...insights,
}
