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
