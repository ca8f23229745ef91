import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { candidates, chosen, dominates, measure } from './candidates.js'
import { plot } from './plot.js'

/* Prints how the candidates for the default schedule fare, and draws them with their Pareto front. */

const all = candidates.map((candidate) => ({ candidate, measures: measure(candidate.schedule, 20_000) }))
const standard = all.find(({ candidate }) => candidate === chosen)!

const seconds = (ms: number): string => (ms / 1000).toFixed(2)
const percent = (share: number): string => `${Math.round(share * 100)} %`

console.log(`
| schedule | requests | late, s: mean | p95 | late, of the job's length: mean | p95 | job of 0.5 s: late, s | stuck job: requests |
| --- | --: | --: | --: | --: | --: | --: | --: |`)
for (const { candidate, measures } of all) {
  const cells = [
    candidate === chosen ? `**${candidate.name}** (the default)` : candidate.name,
    measures.requests.toFixed(1),
    seconds(measures.lateness),
    seconds(measures.latenessP95),
    percent(measures.relative),
    percent(measures.relativeP95),
    seconds(measures.shortLateness),
    measures.stuckRequests.toFixed(0),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}

const better = all.filter(({ measures }) => dominates(measures, standard.measures))
console.log(
  `\nNowhere worse than the default: ${better.map((one) => one.candidate.name).join(', ') || 'none'}.`,
)

const labels: Readonly<Record<string, readonly [text: string, dx: number, dy: number]>> = {
  [chosen.name]: ['the default', -72, 26],
  'constant 1 s': ['constant 1 s', 4, -14],
  'constant 2 s': ['constant 2 s', 8, -10],
  'constant 5 s': ['constant 5 s', 4, 20],
}

const points = all.map(({ candidate, measures }) => ({
  family: candidate.family,
  label: labels[candidate.name],
  x: measures.requests,
  y: measures.relative * 100,
  isOnFront: !all.some((other) => dominates(other.measures, measures, ['requests', 'relative'])),
  isChosen: candidate === chosen,
}))
writeFileSync(
  join(import.meta.dirname, 'schedules.svg'),
  plot(
    points,
    { title: 'requests per job (mean)', max: 16, step: 2 },
    { title: 'noticed late, % of its length (mean)', max: 60, step: 10 },
  ),
)
