import { createColors } from 'picocolors'
import { finalize, tap, timer, using } from 'rxjs'
import { phaseOf } from '../model/answer.js'
import type { AnyJob, Phase } from '../model/job.js'
import type { Conceal } from '../safety/secrets.js'
import { printable } from '../safety/text.js'
import { changesOf } from './changes.js'
import { concealed } from './concealed.js'
import { fitted } from './fitted.js'
import type { JobSummary } from './jobs.js'
import { inShellWords, type ShellWords } from './words.js'
import type { Notices, Results, Sink } from './view.js'

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const
/** Minimum width of a status, in columns. */
const SHORTEST = 10
/** Returns the width of a job's statuses in columns, so that the times after them are aligned. */
const widthOf = ({ statuses }: AnyJob): number =>
  Math.max(SHORTEST, ...Object.keys(statuses as object).map((word) => word.length))
const eraseLine = '\r\u001b[K'

/** Makes notices for a terminal: a line per transition and, if `isLive`, a live line with counts or a stage. */
export const screenNotices = (
  stderr: Sink,
  conceal: Conceal,
  words: ShellWords,
  { isLive, hasColors }: { readonly isLive: boolean; readonly hasColors: boolean },
): Notices => {
  const colors = createColors(hasColors)
  const clean = (text: string): string => printable(conceal(text))
  const print = (line: string): unknown => stderr.write(`${isLive ? eraseLine : ''}${line}\n`)

  let doing = 'requesting'.padEnd(SHORTEST)
  let moving = ''
  let retryAt = 0

  const mark = (job: AnyJob, status: string): string => {
    const phase = phaseOf(job, status)
    if (phase === 'done') return colors.green('✔')
    if (phase === 'failed') return colors.red('✖')
    return status === Object.keys(job.statuses as object)[0] ? colors.dim('○') : colors.cyan('◐')
  }
  const state = (): string => {
    const left = Math.ceil((retryAt - performance.now()) / 1000)
    return left > 0 ? `retrying in ${left} s ` : `${doing} ${moving && `${moving} `}`
  }

  return {
    note: (text) => print(colors.dim(clean(text))),

    begun: (_, id) => print(`job ${clean(id)}`),

    event: (event, { job, elapsed }) => {
      if (event.type === 'transition') {
        doing = clean(event.to).padEnd(widthOf(job))
        print(`${mark(job, event.to)} ${doing} ${colors.dim(duration(elapsed))}`)
      }
      if (event.type === 'retry') {
        const { error, failures, delay } = event
        retryAt = performance.now() + delay
        print(
          `${colors.yellow(`↻ retry ${failures} in ${duration(delay).trim()}`)}: ${clean(inShellWords(words, error))}`,
        )
      }
    },

    progress: (progress, { job }) => {
      moving = clean(changesOf(job, progress))
    },

    error: (error) => print(`${colors.red('error:')} ${clean(inShellWords(words, error))}`),

    stopped: (id) => print(colors.dim(id === undefined ? 'stopped' : `stopped watching ${clean(id)}`)),

    live: (source, elapsed) => {
      const ticks$ = timer(0, 80).pipe(
        tap((tick) => {
          const room = (stderr.columns || 80) - 3
          const time = duration(elapsed())
          const line = fitted(`${fitted(state(), room - time.length)}${time}`.trimStart(), room)
          stderr.write(`\r${colors.cyan(frames[tick % frames.length])} ${line}\u001b[K`)
        }),
        finalize(() => stderr.write(eraseLine)),
      )
      return isLive
        ? using(
            () => ticks$.subscribe(),
            () => source,
          )
        : source
    },
  }
}

/** Makes results for a terminal: numbers as rows, each other field under a heading. Omits empty fields. */
export const screenResults = (stdout: Sink, conceal: Conceal, hasColors: boolean): Results => {
  const { bold, dim } = createColors(hasColors)
  const clean = (text: string): string => printable(conceal(text))
  const rows = (numbers: readonly Field[]): string => {
    const names = numbers.map(([name]) => clean(heading(name)))
    const width = Math.max(...names.map((name) => name.length))
    const lines = numbers.map(([, value], n) => `${bold(names[n]!.padEnd(width))} ${clean(String(value))}\n`)
    return lines.length > 0 ? `\n${lines.join('')}` : ''
  }
  const section = ([name, value]: Field): string => {
    const text = typeof value === 'string' ? value : JSON.stringify(concealed(value, conceal), null, 2)
    return `\n${bold(clean(heading(name)))}\n${paragraphs(text, clean)}\n`
  }

  return {
    jobs: (jobs) =>
      stdout.write(jobs.map((job) => described(job, stdout.columns || 80, bold, dim)).join('\n')),
    progress: ({ status, ...fields }, { job }) => {
      if (phaseOf(job, status) !== 'done') return
      const given = Object.entries(fields).filter(([, value]) => !isEmpty(value))
      const numbers = given.filter(([, value]) => isNumber(value))
      const others = given.filter(([, value]) => !isNumber(value))
      stdout.write(rows(numbers) + others.map(section).join(''))
    },
    failed: () => {},
  }
}

type Field = readonly [name: string, value: unknown]

const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean'
const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

type Style = (text: string) => string

const phases: readonly Phase[] = ['pending', 'done', 'failed']

/** Formats a job as rows of a table. */
const described = (job: JobSummary, columns: number, bold: Style, dim: Style): string => {
  const lines = rowsOf(job).flatMap(([label, items]) =>
    wrapped(items, columns - 14).map((line, n) => `  ${dim((n > 0 ? '' : label).padEnd(11))} ${line}\n`),
  )
  return `${bold(job.job)}\n${lines.join('')}`
}

const rowsOf = ({ statuses, reference, request }: JobSummary): [label: string, items: string[]][] => {
  const words = (phase: Phase): string[] =>
    Object.keys(statuses)
      .filter((word) => statuses[word] === phase)
      .map((word) => (word === 'otherwise' ? 'any other' : word))
  const needs = Object.entries(request ?? {}).map(([name, type]) => `${name}: ${type}`)
  if (needs.length === 0) needs.push(request ? '{}' : 'none: this job can only be watched')
  return [
    ...phases.map((phase): [string, string[]] => [phase, words(phase)]),
    ['reference', [Object.keys(reference).join('/')]],
    ['request', needs],
  ]
}

/** Joins items by commas to lines of at most `width` characters, if each item fits. */
const wrapped = (items: readonly string[], width: number): string[] => {
  const lines: string[] = []
  for (const [n, item] of items.entries()) {
    const text = n < items.length - 1 ? `${item},` : item
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + text.length <= width)
      lines[lines.length - 1] = `${line} ${text}`
    else lines.push(text)
  }
  return lines
}

/** Formats a name as a heading: `clean_description` as "Clean description". */
const heading = (name: string): string => {
  const words = name.replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

/** Formats a duration, right-aligned, because durations of several lines are compared. */
const duration = (ms: number): string => {
  const tenths = Math.round(ms / 100)
  const text =
    tenths < 600
      ? `${(tenths / 10).toFixed(1)} s`
      : `${Math.floor(tenths / 600)} min ${String(Math.floor((tenths % 600) / 10)).padStart(2, '0')} s`
  return text.padStart(8)
}

/** Keeps line breaks, and escapes all other control characters. */
const paragraphs = (text: string, clean: Conceal): string =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => clean(line.replaceAll('\t', '    ')))
    .join('\n')
