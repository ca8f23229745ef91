import { weigh as weighIn } from '../support/weigh.mjs'
import { report } from './report.mjs'
import { count, table } from './table.mjs'

/* Bytes in a page's bundle, minified and gzipped. */

const rxjs = ['rxjs', 'rxjs/*']
const others = ['fp-ts', 'fp-ts/*', 'io-ts', 'io-ts/*']
const weigh = (program, external) => weighIn(import.meta.dirname, program, external)

const entry = '../../dist/esm/index.js'
const page = `import { createClient } from '${entry}'; createClient().progress$('a').subscribe(console.log)`

const own = await weigh(page, [...rxjs, ...others])
const whole = await weigh(page)
table(
  'Page that watches one job, and what else a page may bundle, minified and gzipped',
  ['bundle', 'bytes'],
  [
    ['the page: own code of rx-cekura', own],
    ['the page: with io-ts and fp-ts', await weigh(page, rxjs)],
    ['the page: all of it, with rxjs', whole],
    ['all exports of rx-cekura, own code', await weigh(`export * from '${entry}'`, [...rxjs, ...others])],
    ['rx-polling with rxjs', await weigh("import polling from 'rx-polling'; console.log(polling)")],
    ['@azure/core-lro: createHttpPoller', await weigh("export { createHttpPoller } from '@azure/core-lro'")],
    [
      '@tanstack/query-core: QueryClient, QueryObserver',
      await weigh("export { QueryClient, QueryObserver } from '@tanstack/query-core'"),
    ],
  ].map(([bundle, bytes]) => [bundle, count(bytes)]),
)
await report({ 'size/own': own, 'size/page': whole })
