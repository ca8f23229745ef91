import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

// Stryker has no setting for more mutators: they join its own list. Core and instrumenter share one copy of it.
const core = createRequire(createRequire(import.meta.url).resolve('@stryker-mutator/core'))
const instrumenter = core.resolve('@stryker-mutator/instrumenter')
const { allMutators } = await import(
  pathToFileURL(path.join(path.dirname(instrumenter), 'mutators/mutate.js')).href
)
const { types } = createRequire(instrumenter)('@babel/core')

/** Adds one to a number: defaults, limits and units. */
const numbers = {
  name: 'NumericLiteral',
  *mutate(path) {
    if (path.isNumericLiteral()) yield types.numericLiteral(path.node.value + 1)
  },
}

/** Removes a call whose value is not used. */
const calls = {
  name: 'RemovedCall',
  *mutate(path) {
    if (path.isExpressionStatement() && path.get('expression').isCallExpression())
      yield types.emptyStatement()
  },
}

/** Adds the mutators that Stryker lacks. With `every` = n, each n-th mutant is kept, from `first` on. */
export const prepareMutators = (every, first) => {
  allMutators.push(numbers, calls)
  let seen = 0
  for (const mutator of allMutators) {
    const { mutate } = mutator
    mutator.mutate = function* (...args) {
      for (const mutant of mutate.apply(mutator, args)) if (seen++ % every === first % every) yield mutant
    }
  }
}
