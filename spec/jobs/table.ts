import { readFileSync } from 'node:fs'
import { summaryOf } from '../../lib/cli/jobs.js'
import * as jobs from '../../lib/jobs/index.js'
import type { AnyJob, Phase } from '../../lib/model/job.js'

/** The table in lib/jobs/README.md: a row per job, from its definition and the text above it. */
export const jobTable = (): string =>
  [
    '| job | what it is for | request needs | reference | statuses | duration | notes, and what the documents leave open |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...Object.entries(jobs)
      .filter((entry): entry is [string, AnyJob] => 'progress' in entry[1])
      .map(([name, job]) => rowOf(name, job)),
  ].join('\n')

const rowOf = (name: string, job: AnyJob): string => {
  const { request, reference, statuses } = summaryOf(job)
  const [purpose, notes] = textAbove(name, job)
  const cells = [
    `\`${name}\``,
    purpose,
    request ? needs(Object.keys(request)) : 'no start',
    referenceOf(reference),
    statusesOf(statuses, job),
    durations[name] ?? 'not documented',
    notes,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

/** Durations that documents or definitions have. */
const durations: Readonly<Record<string, string>> = {
  callEvaluation: '30 to 60 seconds',
  chatTurn: 'a turn: not documented; its run: at most an hour',
  generateScenarios: '30 to 60 seconds for ten or more',
  testRun: 'deadline: an hour',
  textTestRun: 'deadline: an hour',
}

const words = (all: readonly string[], between = ', '): string =>
  all.map((word) => `\`${word}\``).join(between)

/** Groups of fields. A request needs one group. `a,b or c` becomes `a + b or c`. */
const needs = (fields: readonly string[]): string =>
  fields
    .map((field) =>
      field
        .split(' or ')
        .map((group) => words(group.split(','), ' + '))
        .join(' or '),
    )
    .join('; ') || 'nothing'

const referenceOf = (reference: Readonly<Record<string, string>>): string => {
  const names = Object.keys(reference)
  return names.length === 1 ? `\`${names[0]!}\`` : `\`{ ${names.join(', ')} }\``
}

const statusesOf = (statuses: Readonly<Record<string, Phase>>, job: AnyJob): string => {
  const inPhase = (phase: Phase): string[] =>
    Object.keys(statuses).filter((word) => word !== 'otherwise' && statuses[word] === phase)
  const pending = [words(inPhase('pending')), 'otherwise' in statuses && 'any other']
    .filter(Boolean)
    .join(', ')
  const failed = words(inPhase('failed'))
  const changes = words((job.progress.changes ?? []) as string[])
  return [
    `pending: ${pending}; done: ${words(inPhase('done'))}`,
    failed && `failed: ${failed}`,
    changes && `also emits a change of ${changes}`,
    job.cancel && 'has `cancel$`',
  ]
    .filter(Boolean)
    .join('; ')
}

/** The first sentence above a definition, and the others that no column shows. */
const textAbove = (name: string, job: AnyJob): readonly [string, string] => {
  const source = readFileSync(`lib/jobs/${job.name}.ts`, 'utf8')
  const end = source.indexOf(`export const ${name} =`)
  const comment = source.slice(source.lastIndexOf('/**', end) + 3, source.lastIndexOf('*/', end))
  const text = comment
    .split('\n')
    .map((line) => line.trim().replace('* ', '').replace('*', ''))
    .filter(Boolean)
    .join(' ')
    .replace(/\{@link (\w+)\}/g, '`$1`')
  const [purpose = '', ...notes] = text.split(/(?<=\.) /)
  const shownElsewhere = (sentence: string): boolean =>
    (sentence.startsWith('Emits when') && !sentence.includes(';')) ||
    sentence.includes('30 to 60 seconds') ||
    sentence === 'The documents do not mention how long it takes.'
  return [purpose, notes.filter((sentence) => !shownElsewhere(sentence)).join(' ')]
}
