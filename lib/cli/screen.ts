import { createColors } from 'picocolors'
import { finalize, type Observable, tap, timer, using } from 'rxjs'
import { type Completed, isCekuraError, JobFailedError, type ClientEvent, type Progress } from '../index.js'
import type { Conceal } from '../safety/secrets.js'
import { printable } from '../safety/text.js'

/** A stream to write to. */
interface Sink {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** What {@link createScreen} needs to know. */
export interface Surroundings {
  /** The result. */
  readonly stdout: Sink
  /** Everything else. */
  readonly stderr: Sink
  readonly env: Readonly<Record<string, string | undefined>>
  /** JSON on terminals too. */
  readonly json: boolean
  /** Applied to every text from outside. */
  readonly conceal: Conceal
}

/** What is shown of an observation. A stream that is a terminal gets words; any other one JSON object a line. */
export interface Screen {
  readonly note: (text: string) => void
  readonly event: (event: ClientEvent) => void
  readonly progress: (progress: Progress) => void
  readonly error: (error: unknown) => void
  readonly stopped: () => void
  /** Keeps a line with a spinner and the elapsed time while the source is subscribed to. */
  readonly live: <A>(source: Observable<A>) => Observable<A>
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const
const eraseLine = '\r\u001b[K'

export const createScreen = ({ stdout, stderr, env, json, conceal }: Surroundings): Screen => {
  const isPlain = Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb'
  const [toPerson, resultToPerson] = [stderr, stdout].map(({ isTTY = false }) => isTTY && !json)
  const colors = createColors(toPerson && !isPlain)
  const { bold, dim } = createColors(resultToPerson && !isPlain)
  // Where stdout is a pipe, its reader may well write to the same screen, and a live line would garble that.
  const isLive = toPerson && resultToPerson && env['TERM'] !== 'dumb'
  const marks = {
    queued: colors.dim('○'),
    processing: colors.cyan('◐'),
    completed: colors.green('✔'),
    failed: colors.red('✖'),
  }

  const begunAt = performance.now()
  const elapsed = (): number => Math.round(performance.now() - begunAt)
  let id: string | undefined
  let doing = 'asking'

  const clean = (text: string): string => printable(conceal(text))
  const say = (line: string): unknown => stderr.write(`${isLive ? eraseLine : ''}${line}\n`)
  const writeJson = (sink: Sink, value: object): unknown => sink.write(`${toJson(value, conceal)}\n`)

  const met = (progressId: string): void => {
    if (id !== undefined) return
    id = progressId
    if (toPerson) say(`job ${clean(id)}`)
  }

  return {
    note: (text) => {
      if (toPerson) say(colors.dim(text))
    },

    event: (event) => {
      met(event.progressId)
      if (event.type === 'transition') {
        doing = event.to
        if (toPerson)
          say(
            `${marks[event.to as keyof typeof marks]} ${event.to.padEnd(10)} ${colors.dim(duration(elapsed()))}`,
          )
      }
      if (event.type === 'retry') {
        const { error, failures, delay } = event
        if (!toPerson) writeJson(stderr, event)
        else
          say(colors.yellow(`↻ retry ${failures} in ${duration(delay).trim()}`) + `: ${clean(error.message)}`)
      }
    },

    progress: (progress) => {
      if (resultToPerson) {
        if (progress.status === 'completed')
          stdout.write(
            `\n${bold('Clean description')}\n${paragraphs(progress.clean_description, clean)}\n\n` +
              `${bold('Thinking')}\n${dim(paragraphs(progress.thinking, clean))}\n`,
          )
      } else {
        const { status, clean_description, thinking } = progress as Partial<Completed>
        writeJson(stdout, { status, progress_id: id, elapsed: elapsed(), clean_description, thinking })
      }
    },

    error: (error) => {
      if (error instanceof JobFailedError && !resultToPerson)
        writeJson(stdout, {
          status: 'failed',
          progress_id: error.progressId,
          elapsed: elapsed(),
          error: error.detail ?? null,
        })
      const { message } = error as Error
      if (toPerson) say(`${colors.red('error:')} ${clean(message)}`)
      else writeJson(stderr, { type: 'error', message, ...(isCekuraError(error) && error.toJSON()) })
    },

    stopped: () => {
      if (toPerson) say(colors.dim(id === undefined ? 'stopped' : `stopped watching ${clean(id)}`))
    },

    live: (source) => {
      const ticks$ = timer(0, 80).pipe(
        tap((tick) => {
          const line = `${doing.padEnd(10)} ${duration(elapsed())}`.slice(0, (stderr.columns || 80) - 3)
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

/** Right-aligned, so that those under each other can be compared. */
const duration = (ms: number): string => {
  const tenths = Math.round(ms / 100)
  const text =
    tenths < 600
      ? `${(tenths / 10).toFixed(1)} s`
      : `${Math.floor(tenths / 600)} min ${String(Math.floor((tenths % 600) / 10)).padStart(2, '0')} s`
  return text.padStart(8)
}

/** Line breaks stay line breaks; every other control character is escaped. */
const paragraphs = (text: string, clean: Conceal): string =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => clean(line.replaceAll('\t', '    ')))
    .join('\n')

/** On one line, without secrets, and with what could move a cursor or turn the text escaped as JSON has it. */
const toJson = (value: object, conceal: Conceal): string =>
  JSON.stringify(value, (_, field: unknown) => (typeof field === 'string' ? conceal(field) : field)).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (char) =>
      char
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
  )
