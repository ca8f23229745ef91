import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { prepareMutators } from './mutators.mjs'
import { report } from './report.mjs'
import { sources, specsFor } from './specs.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    incremental: { type: 'boolean', default: false },
  },
})
const files = sources(positionals.length > 0 ? positionals : ['lib'])
const specs = specsFor(files)
prepareMutators(Number(values.every), Number(values.first))

const results = await new Stryker({
  mutate: files,
  specs,
  testRunner: 'ava',
  plugins: ['./spec/mutate/runner.mjs'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  incremental: values.incremental,
  incrementalFile: 'coverage/mutate.json',
  timeoutMS: 10_000,
  disableTypeChecks: false,
  reporters: ['progress'],
  tempDirName: 'coverage/mutate',
  ignorePatterns: ['coverage', 'dist', 'docs', 'spec/apps', '.readme'],
  warnings: { unknownOptions: false },
  logLevel: 'warn',
}).runMutationTest()

const equivalent = JSON.parse(readFileSync('spec/mutate/equivalent.json', 'utf8'))
report(results, equivalent)
