import crossFetch from 'cross-fetch'
import { pollers } from './pollers.mjs'
import { cpuPerPoll } from './samples.mjs'
import { serving } from './serving.mjs'

/* node --expose-gc connections-of.mjs <poller> <jobs>: connections, polls per second and CPU, from a cold start. */

const [name, jobs] = process.argv.slice(2)
const POLLS = 20
const { baseUrl, counts, close } = await serving()
// The library uses its default fetch, as its users do.
const poll = pollers[name]({ fetch: name === 'rx-cekura' ? undefined : crossFetch, baseUrl, interval: 1 })

const started = performance.now()
const cpu = await cpuPerPoll(poll, Number(jobs), POLLS)
const seconds = (performance.now() - started) / 1000
const { connections, requests } = await counts()
close()
console.log(JSON.stringify({ connections, pollsPerSecond: requests / seconds, cpu }))
process.exit()
