/** Prints `N passed, N failed`, and sets the exit code. Without any check, the run has failed. */
export const conclude = (passed, failed) => {
  console.log(`\n${passed} passed, ${failed} failed`)
  if (failed > 0 || passed === 0) process.exitCode = 1
}

/** Collects named checks. Prints each one, and the totals at the end. */
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
