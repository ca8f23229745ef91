/* The parts of ava that the specs of the core use. In a page, `import 'ava'` resolves to this file. */

const tests = []

const isObject = (value) => typeof value === 'object' && value !== null

/** Compares structures. With `like`, an actual object may have more fields than the expected one. */
const isEqual = (actual, expected, like) => {
  if (Object.is(actual, expected)) return true
  if (!isObject(actual) || !isObject(expected)) return false
  if (!like && Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return false
  if (expected instanceof Error && actual.message !== expected.message) return false
  const keys = Object.keys(expected)
  const mayHaveMore = like && !Array.isArray(expected)
  if (!mayHaveMore && Object.keys(actual).length !== keys.length) return false
  return keys.every((key) => (like || key in actual) && isEqual(actual[key], expected[key], like))
}

const show = (value) => JSON.stringify(value, undefined, 1) ?? String(value)

const demand = (holds, what, ...values) => {
  if (!holds) throw new Error([what, ...values.map(show)].join('\n'))
}

const assertions = {
  pass: () => {},
  fail: (message = 'fail') => demand(false, message),
  is: (actual, expected) => demand(Object.is(actual, expected), 'is', actual, expected),
  not: (actual, other) => demand(!Object.is(actual, other), 'not', actual),
  deepEqual: (actual, expected) => demand(isEqual(actual, expected, false), 'deepEqual', actual, expected),
  like: (actual, expected) => demand(isEqual(actual, expected, true), 'like', actual, expected),
  true: (actual) => demand(actual === true, 'true', actual),
  false: (actual) => demand(actual === false, 'false', actual),
  regex: (text, pattern) => demand(pattern.test(text), `regex ${pattern}`, text),
  throwsAsync: async (promise, { message } = {}) => {
    const error = await (typeof promise === 'function' ? promise() : promise).then(
      () => demand(false, 'throwsAsync: it does not throw'),
      (error) => error,
    )
    demand(message === undefined || message === error.message, 'throwsAsync', error.message, message)
    return error
  },
}

/** Counts assertions, for `plan`. Keeps the first failure, even if the code under test catches it. */
const counted = () => {
  const state = { asserted: 0, planned: undefined, failure: undefined }
  const t = { plan: (count) => (state.planned = count) }
  for (const [name, assert] of Object.entries(assertions))
    t[name] = (...values) => {
      state.asserted++
      try {
        return assert(...values)
      } catch (error) {
        state.failure ??= error
        throw error
      }
    }
  return { t, state }
}

export default (title, run) => tests.push({ title, run })

/** Runs one test after another, because they change globals. Resolves to the titles and failures. */
globalThis.runSpecs = async () => {
  const outcomes = []
  for (const { title, run } of tests) {
    const { t, state } = counted()
    try {
      await run(t)
      if (state.failure) throw state.failure
      if (state.planned !== undefined) demand(state.planned === state.asserted, 'plan', state.asserted)
      demand(state.asserted > 0, 'asserts nothing')
      outcomes.push({ title })
    } catch (error) {
      outcomes.push({ title, failure: String(error?.stack ?? error) })
    }
  }
  return outcomes
}
