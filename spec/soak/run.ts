import { summary } from './checks.js'
import { crowd } from './crowd.js'
import { millionPolls } from './million-polls.js'

/*
 * Runs that take too long for the tests: ten thousand observations at once, of all jobs, under random faults of a server
 * in another process; then a million polls. Nothing may be left of them: then the process ends by itself.
 * `npm run soak 420` observes fewer jobs, and polls no more.
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
