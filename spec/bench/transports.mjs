import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import crossFetch from 'cross-fetch'
import { Agent, fetch as undiciFetch } from 'undici'
import { pollers, timePerPoll } from './pollers.mjs'
import { weigh } from '../support/weigh.mjs'
import { serving } from './serving.mjs'
import { interleave, median, ratio, table } from './table.mjs'

/* The same client over each fetch: time per poll, connections, what it costs to import and to bundle. */

const [ROUNDS, root] = [7, join(import.meta.dirname, '../..')]
// With connections of its own, for it would share those of Node's fetch.
const dispatcher = new Agent()
const fetches = {
  'cross-fetch': crossFetch,
  'native fetch': globalThis.fetch,
  undici: (url, init) => undiciFetch(url, { ...init, dispatcher }),
}

const importing = (script) =>
  median(
    Array.from({ length: 9 }, () =>
      Number(
        execFileSync(
          process.execPath,
          ['-e', `const t = performance.now(); ${script}; console.log(performance.now() - t)`],
          { cwd: root, encoding: 'utf8' },
        ),
      ),
    ),
  )

const { baseUrl, met, close } = await serving()
const seen = {}
const runs = (jobs, polls) =>
  Object.fromEntries(
    Object.entries(fetches).map(([name, fetch]) => {
      const poll = pollers['rx-cekura']({ fetch, baseUrl, interval: 1 })
      return [
        name,
        async () => {
          await met()
          const time = await timePerPoll(poll, jobs, polls)
          seen[name] ??= await met()
          return time
        },
      ]
    }),
  )

const many = await interleave(ROUNDS, runs(100, 10))
const manyConnections = Object.fromEntries(Object.keys(seen).map((name) => [name, seen[name].connections]))
const one = await interleave(ROUNDS, runs(1, 100))
close()

const costs = {
  'cross-fetch': [
    importing("require('cross-fetch')"),
    (await weigh(root, "export * from './node_modules/cross-fetch/dist/browser-ponyfill.js'")).toLocaleString(
      'en',
    ),
  ],
  // Nothing to load, but Node makes its fetch at the first use of it.
  'native fetch': [importing('void globalThis.fetch; void new Response()'), '0'],
  undici: [importing("require('undici')"), 'Node only'],
}
table(
  `rx-cekura over each fetch on loopback, median of ${ROUNDS}`,
  [
    'fetch',
    'one job: ms per poll',
    '100 jobs: ms per poll',
    'of cross-fetch',
    'connections of 100 jobs',
    'import, ms',
    'bundle, bytes',
  ],
  Object.keys(fetches).map((name) => [
    name,
    median(one[name]).toFixed(2),
    median(many[name]).toFixed(3),
    ratio(many, name, 'cross-fetch').toFixed(2),
    manyConnections[name],
    costs[name][0].toFixed(1),
    costs[name][1],
  ]),
)
process.exit()
