/*
 * Runs the packed library in React Native without a device. Metro bundles an app, and Hermes' compiler takes the
 * bundle. A Hermes VM runs it under the globals of React Native. Installs all that it needs.
 * `npm run build && node spec/runtimes/native.mjs`
 */
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBundle } from '../apps/bundled/outputs.mjs'
import { inTemporaryFolder, install, mustRun, packBuilt } from '../package/pack.mjs'
import { inParallel } from '../package/parallel.mjs'
import { counts, suite } from '../support/suite.mjs'
import { equal } from '../support/demand.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

const platform = { darwin: 'osx-bin', linux: 'linux64-bin', win32: 'win64-bin' }[process.platform]

const versions = [
  {
    version: '0.76.9',
    compiler: 'react-native/sdks/hermesc',
    globals: { 'AbortSignal.any': 'undefined', protocol: 'URL.protocol is not implemented' },
    // Newer versions need it themselves.
    isWithoutPerformance: true,
  },
  {
    version: '0.79.4',
    compiler: 'react-native/sdks/hermesc',
    globals: { 'AbortSignal.any': 'undefined', protocol: 'URL.protocol is not implemented' },
    isWithoutPerformance: false,
  },
  {
    version: '0.86.3',
    compiler: 'hermes-compiler/hermesc',
    globals: { 'AbortSignal.any': 'undefined', protocol: 'https:' },
    isWithoutPerformance: false,
  },
  {
    version: '0.88.1',
    compiler: 'hermes-compiler/hermesc',
    globals: { 'AbortSignal.any': 'function', protocol: 'https:' },
    isWithoutPerformance: false,
  },
]

/** Installs an app with a version of React Native, and a Node that its Metro supports. */
const installApp = async (folder, tarball, version) => {
  await install(folder, {
    'rx-cekura': `file:${tarball}`,
    'react-native': version,
    '@react-native/babel-preset': version,
    '@react-native/metro-config': version,
    'hermes-engine-cli': '0.12.0',
    node: '24',
    rxjs: '7.8.2',
  })
  await cp(here('native/app'), folder, { recursive: true })
}

/** Bundles the app. Metro keeps its cache in the folder. */
const bundleApp = async (folder) => {
  await mustRun(join(folder, 'node_modules/node/bin/node'), [here('native/bundle.mjs')], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
  })
  return readBundle(join(folder, 'bundle.js'))
}

const checkSeen = async (test, seen, { globals, isWithoutPerformance }) => {
  await test('the globals are those of React Native', () =>
    equal(seen.globals, {
      HermesInternal: 'object',
      TextDecoder: 'undefined',
      ReadableStream: 'undefined',
      performance: isWithoutPerformance ? 'undefined' : 'object',
      ...globals,
    }))
  await test('a job is watched through faults to its end', () => {
    equal(seen.watched, ['queued', 'processing', 'Grüße 👋'])
    equal(seen.other, ['running', 'completed'])
  })
  await test('a failed job is an error', () => {
    const message = 'clean-description "failing" failed: no such agent; start another job'
    equal(seen.failed, ['queued', 'JobFailed', message])
  })
  await test('a deadline is an error', () => equal(seen.stuck.slice(0, 2), ['queued', 'Deadline']))
  await test('a long body is an error', () => equal(seen.long[0], 'Decode'))
  await test('a job is started and watched', () => {
    const url = 'https://api.cekura.ai/test_framework/v1/metrics/generate_clean_description_bg/'
    const body = '{"agent":7,"metric_description":"Greeted?","eval_type":"boolean"}'
    equal(seen.start, `POST ${url} key ${body}`)
    equal(seen.started.slice(0, 1), ['JobFailed'])
  })
  await test('a 429 is obeyed', () => equal([seen.throttled, seen.waited >= 60_000], [['d'], true]))
  await test('unsubscribing aborts the request', () => equal(seen.left.startsWith('aborted '), true))
}

const checkVersion = async (temporary, tarball, { version, compiler, ...expected }) => {
  const folder = join(temporary, `native-${version}`)
  const { test } = suite(`React Native ${version}`, 600_000)
  await test('installs', () => installApp(folder, tarball, version))

  let bundle
  await test('Metro bundles an app', async () => {
    bundle = await bundleApp(folder)
  })
  if (!bundle) return

  await test("Hermes' compiler takes the bundle", () =>
    mustRun(join(folder, 'node_modules', compiler, platform, 'hermesc'), [
      ...['-w', '-O', '-emit-binary', '-out', join(folder, 'bundle.hbc'), join(folder, 'bundle.js')],
    ]))

  let seen
  await test('the app runs in Hermes', async () => {
    const file = join(folder, 'run.js')
    await writeFile(file, `globalThis.isWithoutPerformance = ${expected.isWithoutPerformance}\n${bundle}`)
    const hermes = join(folder, 'node_modules/hermes-engine-cli', platform, 'hermes')
    const printed = await mustRun(hermes, ['-w', '-Xes6-promise', '-Xmicrotask-queue', file])
    try {
      seen = JSON.parse(printed)
    } catch {
      throw new Error(`it printed ${printed}`)
    }
  })
  if (seen) await checkSeen(test, seen, expected)
}

if (platform)
  await inTemporaryFolder(async (temporary) => {
    const tarball = await packBuilt(temporary)
    await inParallel(versions.map((version) => () => checkVersion(temporary, tarball, version)))
  })
else console.log(`React Native: skipped, because there is no Hermes for ${process.platform} on npm`)

console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed > 0 ? 1 : 0)
