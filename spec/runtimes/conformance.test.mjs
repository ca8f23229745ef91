/* The conformance suite as one test of jest, vitest or mocha. */
import { writeFileSync } from 'node:fs'
import * as cekura from 'rx-cekura'
import * as testing from 'rx-cekura/testing'
import * as rxjs from 'rxjs'
import { conformance } from './suite.mjs'

globalThis.it('conforms', async () => {
  const result = await conformance({ cekura, testing, rxjs, sameInstance: true })
  writeFileSync('result.json', JSON.stringify(result))
})
