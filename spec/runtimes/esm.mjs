import { createRequire } from 'node:module'
import * as cekura from 'rx-cekura'
// By name, as users import them: a runtime must see the names without running the module.
import { CekuraError, createClient, either, JobFailedError, schedules, toTaskEither } from 'rx-cekura'
import * as testing from 'rx-cekura/testing'
import { fakeCekura } from 'rx-cekura/testing'
import * as rxjs from 'rxjs'
import { conformance } from './suite.mjs'

const required = createRequire(import.meta.url)('rx-cekura')
const sameInstance =
  required.JobFailedError === JobFailedError &&
  required.CekuraError === CekuraError &&
  [createClient, either, toTaskEither, schedules.constant, fakeCekura].every((f) => typeof f === 'function')

await conformance({ cekura, testing, rxjs, sameInstance })
