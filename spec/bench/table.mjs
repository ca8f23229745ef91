export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Runs all of them in turn, `rounds` times over, so that a noisy machine is noisy to each alike; the samples of each. */
export const interleave = async (rounds, runs) => {
  const samples = Object.fromEntries(Object.keys(runs).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    // A fixed order would give one of them always the garbage of another.
    const names = Object.keys(runs)
    for (const name of [...names.slice(round % names.length), ...names.slice(0, round % names.length)])
      samples[name].push(await runs[name]())
  }
  return samples
}

/** The median of each round's ratio: what both of a round suffered cancels out. */
export const ratio = (samples, name, base) =>
  median(samples[name].map((sample, round) => sample / samples[base][round]))

export const table = (title, header, rows) => {
  console.log(`\n${title}\n`)
  console.log(`| ${header.join(' | ')} |\n| --- ${'| --: '.repeat(header.length - 1)}|`)
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
}
