/** Hands figures to run.mjs, by the keys of goals.mjs. Does nothing if the part runs by itself. */
export const report = (figures) =>
  new Promise((resolve) => (process.send ? process.send(figures, resolve) : resolve()))
