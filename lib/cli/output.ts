import type { Observable } from 'rxjs'
import { JobFailedError, type ClientEvent } from '../index.js'
import type { Answer } from '../model/answer.js'
import type { AnyJob } from '../model/job.js'
import type { Conceal } from '../safety/secrets.js'
import { jsonNotices, jsonResults } from './json-lines.js'
import { screenNotices, screenResults } from './screen.js'
import type { JobSummary } from './jobs.js'
import type { Sink } from './view.js'

/** The surroundings of {@link createOutput}. */
export interface Surroundings {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly env: Readonly<Record<string, string | undefined>>
  /** JSON on terminals too. */
  readonly json: boolean
  /** Applied to every text from outside. */
  readonly conceal: Conceal
}

/** Everything that a command shows. */
export interface Output {
  readonly note: (text: string) => void
  readonly jobs: (jobs: readonly JobSummary[]) => void
  readonly error: (error: Error) => void
  readonly stopped: () => void
  /** Shows an observation of `job`. The reference `id` is given as text, unless the command starts the job. */
  readonly watching: (job: AnyJob, id?: string) => Watching
}

/** Shows one observation. */
export interface Watching {
  readonly job: AnyJob
  readonly event: (event: ClientEvent) => void
  readonly progress: (progress: Answer) => void
  readonly live: <A>(source: Observable<A>) => Observable<A>
}

/** Shows the result on stdout and everything else on stderr. Each stream by itself: a terminal gets words, others JSON lines. */
export const createOutput = ({ stdout, stderr, env, json, conceal }: Surroundings): Output => {
  const hasColors = !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  const [toPerson, resultToPerson] = [stderr, stdout].map(({ isTTY = false }) => isTTY && !json) as [
    boolean,
    boolean,
  ]
  // If stdout is a pipe, its reader may write to the same screen, and a live line would garble that.
  const isLive = toPerson && resultToPerson && env['TERM'] !== 'dumb'
  const notices = toPerson
    ? screenNotices(stderr, conceal, { isLive, hasColors })
    : jsonNotices(stderr, conceal, json)
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
