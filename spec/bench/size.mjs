import { join } from 'node:path'
import { weigh as weighIn } from '../support/weigh.mjs'
import { table } from './table.mjs'

/* Bytes in a browser's bundle, minified and gzipped. */

const root = join(import.meta.dirname, '../..')
const rxjs = ['rxjs', 'rxjs/*']
const others = ['fp-ts', 'fp-ts/*', 'io-ts', 'io-ts/*']

const weigh = (program, external) => weighIn(root, program, external)

const entry = './dist/esm/index.js'
const client = `import { createClient } from '${entry}'; createClient()`
const poller = (name, what) => `export { ${what} } from '${name}'`

table(
  'Bundle for a browser, minified and gzipped',
  ['what', 'bytes'],
  (
    await Promise.all(
      [
        ['rx-cekura: createClient, own code', weigh(client, [...rxjs, ...others])],
        ['rx-cekura: everything, own code', weigh(`export * from '${entry}'`, [...rxjs, ...others])],
        ['createClient with io-ts and fp-ts', weigh(client, rxjs)],
        ['createClient with all of these and rxjs', weigh(client)],
        ['rx-polling with rxjs', weigh("import polling from 'rx-polling'; console.log(polling)")],
        ['@azure/core-lro', weigh(poller('@azure/core-lro', 'createHttpPoller'))],
        [
          '@tanstack/query-core: QueryClient, QueryObserver',
          weigh(poller('@tanstack/query-core', 'QueryClient, QueryObserver')),
        ],
      ].map(async ([what, bytes]) => [what, await bytes]),
    )
  ).map(([what, bytes]) => [what, bytes.toLocaleString('en')]),
)
