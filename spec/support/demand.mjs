/** Throws an error with the message unless the condition holds. */
export const demand = (condition, message) => {
  if (!condition) throw new Error(message)
}

/** Throws an error unless both values have the same JSON. The error has both, after a name if there is one. */
export const equal = (actual, expected, name) => {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  demand(a === b, `${name === undefined ? '' : `${name}: `}${a} instead of ${b}`)
}
