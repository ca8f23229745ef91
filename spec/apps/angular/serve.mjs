import { fileURLToPath } from 'node:url'
import { fakeCekura } from 'rx-cekura/testing'
import { serve } from './bff.mjs'

/*
 * The example on http://127.0.0.1:4200, with a fake Cekura behind it: a job whose description has the word "fail" in
 * it fails, all others complete.
 */

const slow = (status) => ({ status, delay: 300 })
const fake = fakeCekura({
  apiKey: 'key-of-the-backend',
  script: ({ metric_description: words }) =>
    ['queued', 'queued', 'processing', 'processing', /fail/.test(words) ? 'failed' : 'completed'].map(slow),
})
const { url: api } = await fake.listen()
const folder = fileURLToPath(new URL('dist/browser', import.meta.url))
const server = await serve({ api, apiKey: 'key-of-the-backend', folder, port: 4200 })
console.log(`http://127.0.0.1:${server.address().port}`)
