/** Collects named checks; prints each, then `N passed, N failed`; the exit code tells too. */
export const createReport = () => {
  let passed = 0
  const failed = []

  const check = async (name, body) => {
    try {
      const note = await body()
      passed++
      console.log(`  ✔ ${name}${note ? ` (${note})` : ''}`)
    } catch (error) {
      failed.push(name)
      console.error(`  ✘ ${name}\n${String(error?.message ?? error).replace(/^/gm, '      ')}`)
    }
  }

  const end = () => {
    console.log(`\n${passed} passed, ${failed.length} failed`)
    if (failed.length > 0 || passed === 0) process.exitCode = 1
  }

  return { check, end }
}
