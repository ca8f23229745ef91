import { availableParallelism } from 'node:os'

/** Runs the tasks, as many at a time as there are processors (at most four); the results are in their order. */
export const inParallel = async (tasks) => {
  const results = []
  let next = 0
  const worker = async () => {
    for (let i = next++; i < tasks.length; i = next++) results[i] = await tasks[i]()
  }
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker))
  return results
}
