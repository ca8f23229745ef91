import type { Fault } from './fault.js'
import { matrix } from './matrix.js'

/** The matrix as a Markdown table; faults of a group that end alike share a row. */
export const faultTable = (): string => {
  const rows = Object.entries(matrix).flatMap(([group, faults]) =>
    [...byEnding(faults)].map(([ending, whats]) => `| ${group} | ${whats.join('; ')} | ${ending} |`),
  )
  return [
    '| | what happens | what the subscriber sees | requests |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

const byEnding = (faults: readonly Fault[]): Map<string, string[]> => {
  const groups = new Map<string, string[]>()
  for (const [what, , sees, requests] of faults) {
    const ending = `${inWords(sees)} | ${requests}`
    groups.set(ending, [...(groups.get(ending) ?? []), what])
  }
  return groups
}

const inWords = (sees: Fault[2]): string =>
  'words' in sees ? sees.words : `${sees.crossFetch.words}; native fetch: ${sees.native.words}`
