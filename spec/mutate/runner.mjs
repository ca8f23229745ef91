import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin'

const killed = (failureMessage, test, nrOfTests) => ({
  status: 'killed',
  killedBy: [test],
  failureMessage,
  nrOfTests,
})

/** Stryker's runner for ava's specs: one warm process, in which Stryker turns mutants on and off. */
class Runner {
  static inject = ['options']
  #ava
  #tests

  constructor({ specs }) {
    this.specs = specs
  }

  capabilities() {
    return { reloadEnvironment: false }
  }

  // Not sooner, because tsx reads the tsconfig.json of the working directory, which is the sandbox only from here on.
  async init() {
    this.#ava = await import('./ava.mjs')
  }

  // The names are Stryker's: its instrumented code reads and writes them.
  get #stryker() {
    return (globalThis.__stryker__ ??= {})
  }

  async dryRun() {
    const tests = []
    for (const test of this.#load()) {
      this.#stryker.currentTestId = test.kind === 'before' ? undefined : test.id
      const { ms, failure } = await this.#ava.run(test, 60_000)
      this.#stryker.currentTestId = undefined
      if (test.kind === 'before') continue
      tests.push({
        id: test.id,
        name: test.id,
        fileName: test.file,
        timeSpentMs: ms,
        ...(failure ? { status: 1, failureMessage: failure } : { status: 0 }),
      })
    }
    return { status: 'complete', tests, mutantCoverage: this.#stryker.mutantCoverage }
  }

  async mutantRun({ activeMutant, testFilter, mutantActivation, hitLimit }) {
    const stryker = this.#stryker
    if (mutantActivation === 'static') stryker.activeMutant = activeMutant.id
    try {
      const tests = this.#load().filter(
        ({ id, kind }) => kind === 'before' || !testFilter || testFilter.includes(id),
      )
      Object.assign(stryker, { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit ? 0 : undefined })
      for (const [index, test] of tests.entries()) {
        const { failure } = await this.#ava.run(test, 5000)
        if (stryker.hitCount > hitLimit) return { status: 'timeout', reason: 'endless loop' }
        if (failure) return killed(failure, test.id, index + 1)
      }
      return { status: 'survived', nrOfTests: tests.length }
    } catch (error) {
      return killed(String(error), 'load', 0)
    } finally {
      stryker.activeMutant = undefined
    }
  }

  #load() {
    return (this.#tests ??= this.specs.flatMap(this.#ava.load))
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'ava', Runner)]
