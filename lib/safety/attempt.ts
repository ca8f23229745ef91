/** What it returns; undefined where it throws. */
export const attempt = <A>(act: () => A): A | undefined => {
  try {
    return act()
  } catch {
    return undefined
  }
}

/** JSON, or else the text itself. */
export const parseJson = (text: string): unknown => attempt(() => JSON.parse(text) as unknown) ?? text

/** True for an instance of the class. A revoked proxy throws on `instanceof`, and is none. */
export const isInstance = <A>(u: unknown, type: abstract new (...args: never) => A): u is A =>
  attempt(() => u instanceof type) === true
