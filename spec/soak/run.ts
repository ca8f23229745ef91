import { summary } from './checks.js'
import { crowd } from './crowd.js'
import { millionPolls } from './million-polls.js'

/*
 * Observations and polls that take too long for the tests. Ten thousand observations of all jobs run at once, under
 * random faults of a server in another process. A million polls follow. No resource may be left, so the process ends
 * by itself. `npm run soak 420` observes fewer jobs, and makes no million polls.
 */

const [count] = process.argv.slice(2).map(Number)

const soak = async (): Promise<void> => {
  await crowd(count ?? 10_000, 1)
  if (count === undefined) await millionPolls()
  const { passed, failed } = summary()
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

// A stream that never ends lets the process end early, without a summary.
process.exitCode = 1
void soak()
