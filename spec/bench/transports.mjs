import crossFetch from 'cross-fetch'
import { pollers } from './pollers.mjs'
import { report } from './report.mjs'
import { cpuPerPoll, interleave, median, ratio } from './samples.mjs'
import { serving } from './serving.mjs'
import { table } from './table.mjs'
import { undiciTransport } from './undici-transport.mjs'

/* CPU per poll over loopback: the same client over each way to make a request. */

const [JOBS, POLLS, ROUNDS] = [50, 30, 21]
const { baseUrl, close } = await serving()
const options = { baseUrl, interval: 1 }
const polls = {
  'bare fetch loop, cross-fetch': pollers['bare fetch loop']({ ...options, fetch: crossFetch }),
  'bare fetch loop, native fetch': pollers['bare fetch loop']({ ...options, fetch: globalThis.fetch }),
  'rx-cekura, default': pollers['rx-cekura'](options),
  'rx-cekura, native fetch': pollers['rx-cekura']({ ...options, fetch: globalThis.fetch }),
  'rx-cekura, undici transport': pollers['rx-cekura']({ ...options, transport: undiciTransport }),
}
const names = Object.keys(polls)
const runs = Object.fromEntries(names.map((name) => [name, () => cpuPerPoll(polls[name], JOBS, POLLS)]))
await interleave(3, runs)
const samples = await interleave(ROUNDS, runs)
close()

const [base] = names
table(
  `Over loopback: ${JOBS} jobs at once, ${POLLS} polls each, median of ${ROUNDS}`,
  ['poller and transport', 'µs CPU per poll', `relative to the ${base}`],
  names.map((name) => [name, median(samples[name]).toFixed(0), ratio(samples, name, base).toFixed(2)]),
)
await report({ undici: ratio(samples, 'rx-cekura, undici transport', base) })
process.exit()
