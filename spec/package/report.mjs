/** Prints `N passed, N failed`; sets the exit code too. No attempt at all is a failure. */
export const conclude = (passed, failed) => {
  console.log(`\n${passed} passed, ${failed} failed`)
  if (failed > 0 || passed === 0) process.exitCode = 1
}

/** Collects named checks; prints each, and at the end their sum. */
export const createReport = () => {
  let passed = 0
  let failed = 0

  const check = async (name, body) => {
    try {
      const note = await body()
      passed++
      console.log(`  ✔ ${name}${note ? ` (${note})` : ''}`)
    } catch (error) {
      failed++
      console.error(`  ✘ ${name}\n${String(error?.message ?? error).replace(/^/gm, '      ')}`)
    }
  }

  return { check, end: () => conclude(passed, failed) }
}
