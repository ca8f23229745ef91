import { measureInChild } from './child.mjs'
import { report } from './report.mjs'
import { count, table } from './table.mjs'

/* Connections that many jobs at once open over loopback, each measurement in a process of its own. */

const names = ['bare fetch loop', 'rx-cekura', '@tanstack/query-core']
const rows = [100, 1000].flatMap((jobs) =>
  names.map((name) => ({ jobs, name, ...measureInChild('connections-of.mjs', name, jobs) })),
)

table(
  'Over loopback with cross-fetch: connections, 20 polls per job',
  ['poller', 'jobs at once', 'connections', 'connections per job', 'polls per second', 'µs CPU per poll'],
  rows.map(({ jobs, name, connections, pollsPerSecond, cpu }) => [
    name,
    count(jobs),
    count(connections),
    (connections / jobs).toFixed(2),
    count(pollsPerSecond),
    cpu.toFixed(0),
  ]),
)

const own = rows.filter(({ name }) => name === 'rx-cekura')
await report(
  Object.fromEntries(own.map(({ jobs, connections }) => [`connections/${jobs}`, connections / jobs])),
)
