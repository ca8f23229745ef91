import { clearTimeout, setTimeout } from 'node:timers'
import { setTimeout as wait } from 'node:timers/promises'

/** Counts over all suites of a run. */
export const counts = { passed: 0, failed: 0 }

/**
 * Runs tests one after another, and prints a line for each. A test that takes longer than `limit` ms has failed.
 */
export const suite = (name, limit = 180_000) => ({
  test: async (what, run) => {
    const begun = performance.now()
    let late
    const afterwards = []
    const undo = async () => {
      for (const act of afterwards) await act()
    }
    try {
      const limited = new Promise((_, reject) => {
        late = setTimeout(() => reject(new Error(`not done within ${limit} ms`)), limit)
      })
      const running = (async () => run({ teardown: (act) => afterwards.unshift(act) }))()
      await Promise.race([running, limited]).finally(undo)
      counts.passed++
      console.log(`  ✔ ${name}: ${what} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
    } catch (error) {
      counts.failed++
      console.log(`  ✘ ${name}: ${what}\n${String(error?.stack ?? error).replace(/^/gm, '      ')}`)
    } finally {
      clearTimeout(late)
    }
  },
})

/** Waits for a condition. The suite's limit ends the wait. */
export const until = async (condition) => {
  while (!(await condition())) await wait(10)
}
