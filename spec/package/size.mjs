import { bundle, weigh } from '../support/weigh.mjs'

const angular = ['@angular/*']
// Not cross-fetch, because a page has code of this library in its place.
const dependencies = [...angular, 'rxjs', 'rxjs/*', 'fp-ts', 'fp-ts/*', 'io-ts', 'io-ts/*']

const client = "import { createClient } from 'rx-cekura'\ncreateClient()"
const everything = (...entries) => entries.map((entry) => `export * from '${entry}'`).join('\n')

/** This library's own code in a page that makes a client. */
export const clientSize = (folder) => weigh(folder, client, dependencies)

/** The same with all that it depends on. */
export const wholeSize = (folder) => weigh(folder, client, angular)

/** Bytes that one job adds to the own code of such a page. */
export const jobSize = async (folder, job) => {
  const page = `import { ${job} } from 'rx-cekura/jobs'\n${client}.of(${job})`
  return (await weigh(folder, page, dependencies)) - (await clientSize(folder))
}

/** The names of jobs in the bundle of one job. */
export const bundledJobs = async (folder, job, names) => {
  const text = await bundle(folder, `export { ${job} } from 'rx-cekura/jobs'`, dependencies)
  return names.filter((name) => text.includes(`name:"${name}"`))
}

/** This library's own code in a page that uses all of some entry points. */
export const ownSize = (folder, ...entries) => weigh(folder, everything(...entries), dependencies)
