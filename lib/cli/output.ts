import type { Observable } from 'rxjs'
import { JobFailedError, type ClientEvent } from '../index.js'
import type { Answer } from '../model/answer.js'
import type { AnyJob } from '../model/job.js'
import type { Conceal } from '../safety/secrets.js'
import { jsonNotices, jsonResults } from './json-lines.js'
import { screenNotices, screenResults } from './screen.js'
import type { JobSummary } from './jobs.js'
import type { Sink } from './view.js'
import type { ShellWords } from './words.js'

/** Streams and settings of {@link createOutput}. */
export interface Surroundings {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly env: Readonly<Record<string, string | undefined>>
  /** True for JSON on terminals, too. */
  readonly json: boolean
  /** Redacts secrets in each text from outside. */
  readonly conceal: Conceal
  readonly words: ShellWords
}

/** Output of a command. */
export interface Output {
  readonly note: (text: string) => void
  readonly jobs: (jobs: readonly JobSummary[]) => void
  readonly error: (error: Error) => void
  readonly stopped: () => void
  /** Shows an observation. `id` is the reference as text, or undefined if the command starts the job. */
  readonly watching: (job: AnyJob, id?: string) => Watching
}

/** Output of one observation. */
export interface Watching {
  readonly job: AnyJob
  readonly event: (event: ClientEvent) => void
  readonly progress: (progress: Answer) => void
  readonly live: <A>(source: Observable<A>) => Observable<A>
}

/** Makes an output: the result on stdout, the rest on stderr. A terminal gets text, another stream JSON lines. */
export const createOutput = ({ stdout, stderr, env, json, conceal, words }: Surroundings): Output => {
  const hasColors = !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  const [toPerson, resultToPerson] = [stderr, stdout].map(({ isTTY = false }) => isTTY && !json) as [
    boolean,
    boolean,
  ]
  // If stdout is a pipe, its reader may write to the same terminal, and a live line would overwrite that.
  const isLive = toPerson && resultToPerson && env['TERM'] !== 'dumb'
  const notices = toPerson
    ? screenNotices(stderr, conceal, words, { isLive, hasColors })
    : jsonNotices(stderr, conceal, words, json)
  const results = resultToPerson ? screenResults(stdout, conceal, hasColors) : jsonResults(stdout, conceal)
  const startedAt = performance.now()
  const elapsed = (): number => Math.round(performance.now() - startedAt)

  let id: string | undefined

  return {
    note: notices.note,
    jobs: results.jobs,
    error: (error) => {
      if (error instanceof JobFailedError) results.failed(error, elapsed())
      notices.error(error)
    },
    stopped: () => notices.stopped(id),
    watching: (job, given) => {
      const watched = () => ({ job, id, elapsed: elapsed() })
      let isNew = true
      id = given
      return {
        job,
        event: (event) => {
          id = event.progressId
          if (isNew) notices.begun(job, id, given === undefined ? 'started' : 'given')
          isNew = false
          notices.event(event, watched())
        },
        progress: (progress) => {
          notices.progress(progress, watched())
          results.progress(progress, watched())
        },
        live: (source) => notices.live(source, elapsed),
      }
    },
  }
}
