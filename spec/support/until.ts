/** Waits for a condition that surely comes; ava's own timeout is the bound. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
