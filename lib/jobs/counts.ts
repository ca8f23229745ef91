/** Numbers of the scenarios that a job makes. */
interface Counts {
  readonly total_scenarios: number
  readonly completed_scenarios: number
  readonly failed_scenarios: number
}

/** Fields whose change is emitted by a job that counts. */
export const counts: readonly (keyof Counts)[] = [
  'total_scenarios',
  'completed_scenarios',
  'failed_scenarios',
]

/** Returns the status that the counts of a job imply. A total of 0 means that the server does not know it yet. */
export const statusOfCounts = ({ total_scenarios, completed_scenarios, failed_scenarios }: Counts) => {
  const isRunning = total_scenarios === 0 || completed_scenarios + failed_scenarios < total_scenarios
  if (isRunning) return 'in_progress'
  return failed_scenarios < total_scenarios ? 'completed' : 'failed'
}
