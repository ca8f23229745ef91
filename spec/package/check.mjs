/*
 * Checks the package as users get it: packed, linted, weighed, and installed into a project of its own. It is
 * imported, required and type-checked there. Needs `npm run build`. `npm run test:package`
 */
import { existsSync } from 'node:fs'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import ts from 'typescript'
import { bundlers, bundleWith } from './bundlers.mjs'
import { definitionOf } from './definition.mjs'
import { inTemporaryFolder, install, mustRun, packBuilt, root } from './pack.mjs'
import { createReport } from './report.mjs'
import { bundledJobs, clientSize, jobSize, ownSize, wholeSize } from './size.mjs'
import { typeCheck } from './typecheck.mjs'
import { demand } from '../support/demand.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const tool = (name) => join(root, 'node_modules', '.bin', name)
const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'))

const { check, end } = createReport()

/**
 * publint reports that Node ignores the map of `#platform` in dist/cjs and dist/esm. But Node reads the nearest
 * package.json (https://nodejs.org/api/esm.html#resolution-algorithm-specification, LOOKUP_PACKAGE_SCOPE). Without
 * the map, the conformance suite would not even load.
 */
const ignored = 'NESTED_PACKAGE_JSON_FIELD_IGNORED'

const checkTarball = async (tarball, installed) => {
  await check('publint accepts the package', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: await readFile(tarball) }, strict: true })
    const complaints = messages.filter(({ code }) => code !== ignored).map((m) => formatMessage(m, pkg))
    demand(complaints.length === 0, complaints.join('\n'))
  })
  await check('are-the-types-wrong accepts the package', () =>
    mustRun(tool('attw'), [tarball]).then(() => ''),
  )
  await check('the package contains only the build, its sources and documents', async () => {
    const names = await readdir(installed)
    for (const name of ['LICENSE', 'README.md', 'dist', 'lib', 'package.json'])
      demand(names.includes(name), `no ${name}`)
    const others = names.filter(
      (name) => !/^(LICENSE|README.md|CHANGELOG.md|dist|lib|package.json)$/.test(name),
    )
    demand(others.length === 0, others.join(' '))
    const files = await readdir(join(installed, 'dist'), { recursive: true })
    const strange = files.filter(
      (file) => !/^(cjs|esm)((\/[a-z-]+)*|(\/[\w-]+)+(\.d\.ts|\.js)(\.map)?|\/package\.json)$/.test(file),
    )
    demand(strange.length === 0, strange.join(' '))
    return `${files.length} files`
  })
  await check('each source map names a source in the package', async () => {
    const files = await readdir(join(installed, 'dist'), { recursive: true })
    const maps = files.filter((file) => file.endsWith('.map')).map((file) => join(installed, 'dist', file))
    demand(maps.length > 100, `${maps.length} maps`)
    const lost = []
    for (const map of maps)
      for (const source of (await readJson(map)).sources)
        if (!existsSync(join(dirname(map), source))) lost.push(`${map}: ${source}`)
    demand(lost.length === 0, lost.join('\n'))
    return `${maps.length} maps`
  })
  await check('"go to definition" of an editor opens TypeScript', async () => {
    const tsserver = join(root, 'node_modules', 'typescript', 'lib', 'tsserver.js')
    const folder = join(installed, '..', '..')
    for (const [name, entry, source] of [
      ['createClient', 'rx-cekura', 'lib/client.ts'],
      ['testRun', 'rx-cekura/jobs', 'lib/jobs/test-run.ts'],
      ['fakeCekura', 'rx-cekura/testing', 'lib/testing/index.ts'],
    ]) {
      const file = await definitionOf(folder, tsserver, name, entry)
      demand(file?.endsWith(`rx-cekura/${source}`), `${name}: ${file}`)
    }
  })
}

/**
 * Bytes, min+gzip: the core, and what one job or the Angular entry adds. The goal for the core is 7,400, and it is missed
 * so far.
 */
const limits = { core: 13_500, job: 600, angular: 1900 }

const checkSizes = async (folder) => {
  await check("the library's share of a page is within its limit, min+gzip", async () => {
    const size = await clientSize(folder)
    demand(size <= limits.core, `${size} B, limit ${limits.core} B`)
    return `${size} B of ${limits.core} B`
  })
  await check('a page bundles with all dependencies', async () => `${await wholeSize(folder)} B`)
  await check('each job is within its size limit', async () => {
    const jobs = Object.keys(createRequire(join(folder, 'page.js'))('rx-cekura/jobs'))
    demand(jobs.length > 20, `${jobs.length} jobs`)
    const sizes = new Map()
    for (const job of jobs) sizes.set(job, await jobSize(folder, job))
    const [largest, size] = [...sizes].reduce((a, b) => (b[1] > a[1] ? b : a))
    demand(size <= limits.job, `${largest}: ${size} B, limit ${limits.job} B`)
    return `${largest} most, ${size} B of ${limits.job} B`
  })
  await check('each job bundles no other job', async () => {
    const jobs = Object.entries(createRequire(join(folder, 'page.js'))('rx-cekura/jobs'))
    const names = jobs.map(([, { name }]) => name)
    for (const [job, { name }] of jobs) {
      const bundled = await bundledJobs(folder, job, names)
      demand(bundled.join() === name, `${job} bundles ${bundled.join()}`)
    }
    return `${jobs.length} jobs`
  })
  await check('the testing entry bundles for a browser', async () => {
    return `${await ownSize(folder, 'rx-cekura/testing')} B with the core`
  })
  await check('the Angular entry is within its size limit', async () => {
    const core = await ownSize(folder, 'rx-cekura')
    const added = (await ownSize(folder, 'rx-cekura', 'rx-cekura/angular')) - core
    demand(added <= limits.angular, `${added} B, limit ${limits.angular} B`)
    return `${added} B to ${core} B`
  })
}

/** Output of the first script. */
const watched = `agent: in_progress
agent: completed, [1]
export: working
export: ready, https://files.example/june.csv
import: in_progress, provider
import: in_progress, tools
import: completed, done
run: pending, 0 of 0
run: running, 1 of 2
run: completed, 2 of 2
scenarios: in_progress, 1 of 3
scenarios: in_progress, 2 of 3
scenarios: completed, 3 of 3
`
const sortedByJob = (lines) => {
  const jobOf = (line) => line.split(':')[0]
  // The jobs run at once, so only the order of each job's lines is certain. The sort keeps it.
  return lines
    .split(/^/m)
    .sort((a, b) => jobOf(a).localeCompare(jobOf(b)))
    .join('')
}

/**
 * Modules that the library's own files may load. The fp-ts root is not among them, because it takes longer to load
 * than all others.
 */
const needed = [
  '#platform',
  'cross-fetch',
  'io-ts',
  'node:http',
  'node:https',
  'node:util',
  'node:zlib',
  'rxjs',
]
const neverLoaded =
  /^(picocolors|@angular)\/|^rx-cekura\/dist\/cjs\/(cli|testing|angular)\/|^fp-ts\/lib\/index\.js/

const checkUse = async (folder) => {
  for (const [modules, entry] of Object.entries({ ESM: 'esm.mjs', CommonJS: 'cjs.cjs' }))
    await check(`the conformance suite as ${modules}`, async () => {
      const { passed, failed } = JSON.parse(await mustRun(process.execPath, [entry], { cwd: folder }))
      demand(failed.length === 0, failed.map(({ name, reason }) => `${name}: ${reason}`).join('\n'))
      return `${passed.length} specs, Node.js ${process.version}`
    })
  await check('a first script watches five kinds of jobs', async () => {
    const source = await readFile(here('consumer/jobs.ts'), 'utf8')
    const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } })
    await writeFile(join(folder, 'jobs.cjs'), outputText)
    const printed = await mustRun(process.execPath, ['jobs.cjs'], { cwd: folder })
    demand(sortedByJob(printed) === watched, printed)
  })
  await check('importing the package loads only expected files', async () => {
    const { asked, files } = JSON.parse(await mustRun(process.execPath, ['loaded.cjs'], { cwd: folder }))
    demand(asked.join(' ') === needed.join(' '), `its files ask for ${asked.join(' ')}`)
    const surplus = files.filter((file) => neverLoaded.test(file))
    demand(surplus.length === 0, surplus.join('\n'))
    demand(files.includes('fp-ts/lib/Either.js'), 'fp-ts is not seen at all')
  })
}

/** Every way to find the package, and a page's types or Node's alone; all combinations are in types.mjs. */
const projects = [
  { resolution: 'node10', world: 'DOM and Node' },
  { resolution: 'node16, CommonJS', world: 'Node alone' },
  { resolution: 'node16, ESM', world: 'Node alone' },
  { resolution: 'bundler', world: 'DOM alone' },
  { resolution: 'bundler', world: 'neither DOM nor Node' },
]

const checkTypes = async (folder) => {
  const typescript = join(root, 'node_modules', 'typescript')
  const { version, bin } = await readJson(join(typescript, 'package.json'))
  for (const project of projects)
    await check(`types: ${project.resolution}, ${project.world}`, async () => {
      const said = await typeCheck(folder, { version, tsc: join(typescript, bin.tsc), ...project })
      demand(said === '', said?.slice(0, 3000) ?? 'not tried')
      return `TypeScript ${version}`
    })
}

const checkBundlers = async (folder) => {
  for (const bundler of bundlers)
    await check(`a page bundles by ${bundler} without Node's code, and watches a job`, async () => {
      const { script, complaints } = await bundleWith(bundler, folder)
      demand(complaints.length === 0, complaints.join('\n'))
      const printed = await mustRun(process.execPath, [script])
      demand(printed === 'queued\nprocessing\ncompleted\n', printed)
    })
}

const checkApi = () =>
  check('the public API equals the golden file', () =>
    mustRun(process.execPath, [here('api.mjs')]).then(() => ''),
  )

const checkCli = (folder, version) =>
  check('the command is installed', async () => {
    const printed = await mustRun(join(folder, 'node_modules', '.bin', 'rx-cekura'), ['--version'])
    demand(printed.trim() === version, printed)
  })

await inTemporaryFolder(async (temporary) => {
  const tarball = await packBuilt(temporary)
  const folder = await install(join(temporary, 'consumer'), {
    'rx-cekura': `file:${tarball}`,
    rxjs: '^7.8.0',
    '@types/node': '^20.0.0',
  })
  for (const file of ['../runtimes/suite.mjs', '../runtimes/esm.mjs', '../runtimes/cjs.cjs', 'loaded.cjs'])
    await cp(here(file), join(folder, file.replace(/.*\//, '')))
  const installed = join(folder, 'node_modules', 'rx-cekura')
  const { version } = await readJson(join(installed, 'package.json'))

  await Promise.all([
    checkTarball(tarball, installed),
    checkSizes(folder)
      .then(() => checkUse(folder))
      .then(() => checkBundlers(folder))
      .then(() => checkCli(folder, version)),
    checkTypes(folder).then(checkApi),
  ])
})
end()
