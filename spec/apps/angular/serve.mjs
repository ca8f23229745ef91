import { fileURLToPath } from 'node:url'
import * as jobs from 'rx-cekura/jobs'
import { fakeCekura } from 'rx-cekura/testing'
import { serve } from './bff.mjs'
import { examples } from './examples.mjs'

/*
 * The example on http://127.0.0.1:4200, with a fake Cekura behind it: a job whose description has the word "fail" in
 * it fails, all others complete. The references of the other jobs are printed.
 */

const slow = (step) => ({ ...(typeof step === 'string' ? { status: step } : step), delay: 300 })
const fake = fakeCekura({
  apiKey: 'key-of-the-backend',
  script: ({ metric_description: words }) =>
    ['queued', 'queued', 'processing', 'processing', /fail/.test(words) ? 'failed' : 'completed'].map(slow),
})
for (const { job, ref, steps } of examples(jobs)) {
  fake.of(job).job(ref, steps.map(slow))
  console.log(`${job.name.padEnd(24)} ${typeof ref === 'object' ? Object.values(ref).join(' and ') : ref}`)
}
const { url: api } = await fake.listen()
const folder = fileURLToPath(new URL('dist/browser', import.meta.url))
const server = await serve({
  api,
  apiKey: 'key-of-the-backend',
  folder,
  jobs: Object.values(jobs).filter(({ progress }) => progress), // Node adds the module itself as `default`
  port: 4200,
})
console.log(`http://127.0.0.1:${server.address().port}`)
