import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build as esbuild } from 'esbuild'
import { build as vite } from 'vite'
import webpack from 'webpack'

/* A page that watches a job, by the bundlers that most pages are made with. */

const page = `
import { createClient, either, schedules } from 'rx-cekura'
import { fakeCekura } from 'rx-cekura/testing'

const fake = fakeCekura()
fake.job('a', ['queued', 'processing', 'completed'])
globalThis.fetch = fake.fetch
createClient({ apiKey: 'any', interval: schedules.constant(1) })
  .progress$('a')
  .pipe(either())
  .subscribe((e) => console.log(e.right?.status ?? e.left.message))
`

/** The fake of the page above needs all jobs. This page needs one. */
const jobPage = `
import { createClient } from 'rx-cekura'
import { callEvaluation } from 'rx-cekura/jobs'

createClient().of(callEvaluation).progress$(7).subscribe()
`

const bundling = {
  esbuild: async (folder, entry, out) => {
    const { warnings } = await esbuild({
      entryPoints: [entry],
      outfile: join(out, 'page.js'),
      bundle: true,
      format: 'iife',
      platform: 'browser',
    })
    return warnings.map(({ text }) => text)
  },
  Vite: async (folder, entry, out) => {
    const warnings = []
    await vite({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      build: {
        outDir: out,
        lib: { entry, formats: ['iife'], name: 'page', fileName: () => 'page.js' },
        rolldownOptions: { onwarn: ({ message }) => warnings.push(message) },
      },
    })
    return warnings
  },
  webpack: async (folder, entry, out) => {
    const stats = await promisify(webpack)({
      context: folder,
      mode: 'production',
      target: 'web',
      entry,
      output: { path: out, filename: 'page.js' },
      performance: false,
    })
    const { errors, warnings } = stats.toJson()
    return [...errors, ...warnings].map(({ message }) => message)
  },
}

export const bundlers = Object.keys(bundling)

/** Words of code that only Node or old browsers need. No minifier changes them. */
const foreign = ['XMLHttpRequest', 'node:http', 'the body was cut off']

/** The names of all jobs that the page of one job does not need. */
const otherJobs = (folder) => {
  const jobs = createRequire(join(folder, 'page.js'))('rx-cekura/jobs')
  const names = Object.values(jobs).map(({ name }) => name)
  return names.filter((name) => name !== jobs.callEvaluation.name && name !== jobs.cleanDescription.name)
}

const bundle = async (bundler, folder, name, code) => {
  const entry = join(folder, `${name}.mjs`)
  const out = join(folder, `${name}-${bundler}`)
  await writeFile(entry, code)
  const complaints = await bundling[bundler](folder, entry, out)
  const script = join(out, 'page.js')
  return { script, complaints, bundled: await readFile(script, 'utf8') }
}

/** Bundles both pages. Resolves to the script of the first, and to the faults of both. */
export const bundleWith = async (bundler, folder) => {
  const { script, complaints, bundled } = await bundle(bundler, folder, 'page', page)
  const one = await bundle(bundler, folder, 'job-page', jobPage)
  const surplus = [
    ...foreign.filter((word) => bundled.includes(word)),
    ...otherJobs(folder).filter((word) => one.bundled.includes(word)),
  ]
  return {
    script,
    complaints: [...complaints, ...one.complaints, ...surplus.map((word) => `it holds ${word}`)],
  }
}
