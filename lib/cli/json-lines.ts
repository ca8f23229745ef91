import { isCekuraError } from '../index.js'
import type { Conceal } from '../safety/secrets.js'
import { printable } from '../safety/text.js'
import { concealed } from './concealed.js'
import { inShellWords, shellWord, type ShellWords } from './words.js'
import type { Notices, Results, Sink, Watched } from './view.js'

/** Makes notices for a stderr that is not a terminal: JSON lines. Usage errors are text, unless `json` is true. */
export const jsonNotices = (stderr: Sink, conceal: Conceal, words: ShellWords, json: boolean): Notices => {
  const write = (value: object): unknown => stderr.write(toLine(value, conceal))
  const spelled = (data: object): object => spelledIn(words, data)
  return {
    note: () => {},
    begun: (job, id, origin) => {
      if (origin === 'started') write({ type: 'begin', job: job.name, progress_id: id })
    },
    event: (event) => {
      if (event.type === 'retry') write(spelled(event))
    },
    progress: () => {},
    error: (error) => {
      const message = inShellWords(words, error)
      const data: Record<string, unknown> = isCekuraError(error) ? error.toJSON() : {}
      if (data['_tag'] === 'Config' && !json) stderr.write(`error: ${printable(conceal(message))}\n`)
      else write({ type: 'error', message, ...spelled(data) })
    },
    stopped: () => {},
    live: (source) => source,
  }
}

/** Makes results for a stdout that is not a terminal: a JSON line for each job of the list, or for each change. */
export const jsonResults = (stdout: Sink, conceal: Conceal): Results => {
  const write = (value: object): unknown => stdout.write(toLine(value, conceal))
  return {
    jobs: (jobs) => jobs.forEach(write),
    progress: (progress, watched) => write(answered(progress.status, watched, progress)),
    failed: ({ status, progressId: id, answer, detail }, elapsed) =>
      write({ ...answered(status, { id, elapsed }, Object(answer) as object), error: detail ?? null }),
  }
}

/** Adds the fields of every line to an answer. They come first, and replace its fields of the same name. */
const answered = (status: string, { id, elapsed }: Omit<Watched, 'job'>, answer: object): object => {
  const first = { status, progress_id: id, elapsed }
  return { ...first, ...answer, ...first }
}

/** Renames fields as the API and the command line spell them, and rounds numbers, which are milliseconds. */
const spelledIn = (words: ShellWords, data: object): object => {
  const spelled = (name: string, value: unknown): [name: string, value: unknown] => {
    if (name === 'progressId') return ['progress_id', value]
    if (name === 'error') return [name, spelledIn(words, value as object)]
    if (name === 'message') return [name, inShellWords(words, data as Error)]
    if (name === 'option') return [name, shellWord(words, value as string)]
    return [name, typeof value === 'number' ? Math.round(value) : value]
  }
  return Object.fromEntries(Object.entries(data).map(([name, value]) => spelled(name, value)))
}

/** Returns one line of JSON without secrets. Escapes characters that move the cursor or change the text's direction. */
const toLine = (value: object, conceal: Conceal): string =>
  JSON.stringify(concealed(value, conceal)).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped) + '\n'

const escaped = (char: string): string =>
  char
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
