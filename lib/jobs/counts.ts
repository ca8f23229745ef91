/** Counts of the scenarios that a job makes. */
interface Counts {
  readonly total_scenarios: number
  readonly completed_scenarios: number
  readonly failed_scenarios: number
}

/** Names of the counts, for `changes`. */
export const counts: readonly (keyof Counts)[] = [
  'total_scenarios',
  'completed_scenarios',
  'failed_scenarios',
]

/** Returns the status that the counts of a job imply. A total of 0 means that the total is not known yet. */
export const statusOfCounts = ({ total_scenarios, completed_scenarios, failed_scenarios }: Counts) => {
  const isRunning = total_scenarios === 0 || completed_scenarios + failed_scenarios < total_scenarios
  if (isRunning) return 'in_progress'
  return failed_scenarios < total_scenarios ? 'completed' : 'failed'
}
