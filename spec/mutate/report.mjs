import { readFileSync } from 'node:fs'
import path from 'node:path'

const flat = (text) => text.replace(/\s+/g, ' ').trim()

/** Blocks are cut in the middle. */
const short = (text) => (text.length > 80 ? `${text.slice(0, 39)} … ${text.slice(-38)}` : text)

/** The changed code with the rest of its first and last line, as it is and as it would be. */
const change = ({ fileName, location: { start, end }, replacement }) => {
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line)
  const before = lines[0].slice(0, start.column - 1)
  const after = lines.at(-1).slice(end.column - 1)
  const whole = lines.join('\n')
  const code = whole.slice(before.length, whole.length - after.length)
  const within = (text) => flat(before + short(flat(text)) + after)
  return { original: within(code), mutated: within(replacement) }
}

/** Prints the mutants that no test kills and the score, without those in `equivalent`. */
export const report = (results, equivalent) => {
  const shown = results.map((mutant) => ({
    ...mutant,
    file: path.relative('', mutant.fileName),
    ...change(mutant),
  }))
  const matches = (mutant) => (known) =>
    known.file === mutant.file && known.original === mutant.original && known.mutated === mutant.mutated
  const tried = shown.filter((mutant) => !equivalent.some(matches(mutant)))
  const survivors = tried.filter(({ status }) => !['Killed', 'Timeout'].includes(status))
  for (const { file, location, original, mutated, status } of survivors)
    console.log(
      `${file}:${location.start.line}: ${status === 'Survived' ? '' : `(${status}) `}${original} → ${mutated}`,
    )
  const killed = tried.length - survivors.length
  console.log(
    `${killed} of ${tried.length} mutants killed (${((100 * killed) / tried.length).toFixed(1)} %), ${shown.length - tried.length} equivalent`,
  )
  const files = new Set(shown.map(({ file }) => file))
  for (const known of equivalent)
    if (files.has(known.file) && !shown.some((mutant) => matches(mutant)(known)))
      console.log(`not met: ${known.file}: ${known.original} → ${known.mutated}`)
}
