/** Returns the result of a function, or undefined if it throws. */
export const attempt = <A>(act: () => A): A | undefined => {
  try {
    return act()
  } catch {
    return undefined
  }
}

/** Returns the value of JSON, otherwise the text itself. */
export const parseJson = (text: string): unknown => attempt(() => JSON.parse(text) as unknown) ?? text

/** True for an instance of a class. False for a revoked proxy, for which `instanceof` throws. */
export const isInstance = <A>(u: unknown, type: abstract new (...args: never) => A): u is A =>
  attempt(() => u instanceof type) === true
