import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Observable } from 'rxjs'
import { createClient } from '../../dist/cjs/index.js'

/**
 * Throws if rxjs is loaded twice. V8 then compiles its functions for two sets of classes. The user of the second copy
 * looks up to twice as slow.
 */
export const assertOneRxjs = () => {
  const { cache } = createRequire(import.meta.url)
  const copies = Object.keys(cache).filter((file) => file.endsWith(join('internal', 'Observable.js')))
  const isShared = createClient({ apiKey: 'key' }).progress$('1') instanceof Observable
  if (copies.length !== 1 || !isShared)
    throw new Error(`more than one copy of rxjs is loaded: ${copies.join(', ')}`)
}
