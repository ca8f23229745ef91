import { availableParallelism } from 'node:os'

/**
 * Runs the tasks in parallel, one for each processor and at most four. Resolves to the results in the order of the
 * tasks.
 */
export const inParallel = async (tasks) => {
  const results = []
  let next = 0
  const worker = async () => {
    for (let i = next++; i < tasks.length; i = next++) results[i] = await tasks[i]()
  }
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker))
  return results
}
