/**
 * The goals of the library and their limits. A part of the benchmark reports a figure under a goal's `key`. The goal
 * is met if the figure is not above its limit. Figures without a unit are ratios.
 */
export const goals = [
  { key: 'memory/recipe', limit: 1.2, what: 'in memory, CPU per poll, relative to the RxJS recipe' },
  { key: 'memory/query-core', limit: 0.45, what: 'in memory, CPU per poll, relative to TanStack query-core' },
  { key: 'memory/core-lro', limit: 1, what: 'in memory, CPU per poll, relative to @azure/core-lro' },
  { key: 'memory/rx-polling', limit: 1, what: 'in memory, CPU per poll, relative to rx-polling' },
  { key: 'memory/options', limit: 2, what: 'in memory, CPU per poll, all options relative to none' },
  { key: 'scale', limit: 1.5, what: 'in memory, CPU per poll, 10,000 jobs relative to 100' },
  { key: 'loopback/bare', limit: 1.35, what: 'loopback, 50 jobs, CPU, relative to the bare loop' },
  { key: 'loopback/query-core', limit: 1, what: 'loopback, 50 jobs, CPU, relative to TanStack query-core' },
  { key: 'loopback/core-lro', limit: 1.1, what: 'loopback, 50 jobs, CPU, relative to @azure/core-lro' },
  { key: 'connections/100', limit: 1.05, what: 'connections per job, 100 jobs at once' },
  { key: 'connections/1000', limit: 1.05, what: 'connections per job, 1,000 jobs at once' },
  { key: 'undici', limit: 1, what: 'loopback with the undici transport, CPU, relative to the bare loop' },
  { key: 'allocation', limit: 6500, unit: 'B', what: 'allocated per poll' },
  { key: 'idle/bytes', limit: 4500, unit: 'B', what: 'heap per idle job' },
  { key: 'idle/share', limit: 1, what: '100,000 idle jobs, share of a core, relative to the RxJS recipe' },
  { key: 'size/own', limit: 7400, unit: 'B', what: 'page that watches one job, own code, min+gzip' },
  { key: 'size/page', limit: 18_300, unit: 'B', what: 'page that watches one job, all of it, min+gzip' },
  { key: 'import', limit: 6, unit: 'ms', what: 'import beyond the dependencies' },
  { key: 'import/jobs', limit: 3, unit: 'ms', what: 'import of all jobs beyond that' },
]

const show = (value, unit) => {
  if (unit === undefined) return value.toFixed(2)
  return `${unit === 'ms' ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ${unit}`
}

/** A row for each goal: what it is, its limit, the figure and the verdict. */
export const goalRows = (measured) =>
  goals.map(({ key, limit, unit, what }) => {
    const value = measured[key]
    return [
      what,
      show(limit, unit),
      value === undefined ? '' : show(value, unit),
      value === undefined ? 'not measured' : value <= limit ? 'met' : '**missed**',
    ]
  })
