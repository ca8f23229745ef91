import * as jobs from 'rx-cekura/jobs'
import { fakeCekura } from 'rx-cekura/testing'
import { serve } from './bff.mjs'
import { examples } from './examples.mjs'

const slow = (step) => ({ ...(typeof step === 'string' ? { status: step } : step), delay: 300 })

/**
 * Serves the built example in `folder` with a fake Cekura behind it. A job whose description has the word "fail"
 * fails, all others complete. Prints the references of the other jobs. Resolves to the address: port 4200, or a free
 * one.
 */
export const serveExample = async (folder) => {
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
  const options = {
    api,
    apiKey: 'key-of-the-backend',
    folder,
    jobs: Object.values(jobs).filter(({ progress }) => progress), // Node adds the module itself as `default`
  }
  const server = await serve({ ...options, port: 4200 }).catch(() => serve(options))
  return `http://127.0.0.1:${server.address().port}`
}
