import type { Observable } from 'rxjs'
import type { JobFailedError, ClientEvent } from '../index.js'
import type { Answer } from '../model/answer.js'
import type { AnyJob } from '../model/job.js'
import type { JobSummary } from './jobs.js'

/** A stream to write to. */
export interface Sink {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** An observed job. */
export interface Watched {
  readonly job: AnyJob
  /** The reference as text, as soon as it is known. */
  readonly id: string | undefined
  /** Milliseconds since the command began. */
  readonly elapsed: number
}

/** Output on stderr: all but the result. */
export interface Notices {
  readonly note: (text: string) => void
  /** Shows a reference as soon as it is known: given as an argument, or returned by the start. */
  readonly begun: (job: AnyJob, id: string, origin: 'given' | 'started') => void
  readonly event: (event: ClientEvent, watched: Watched) => void
  readonly progress: (progress: Answer, watched: Watched) => void
  readonly error: (error: Error) => void
  readonly stopped: (id: string | undefined) => void
  /** Shows that the command is running while the source is subscribed to. */
  readonly live: <A>(source: Observable<A>, elapsed: () => number) => Observable<A>
}

/** Output on stdout: the result. */
export interface Results {
  readonly jobs: (jobs: readonly JobSummary[]) => void
  readonly progress: (progress: Answer, watched: Watched) => void
  readonly failed: (error: JobFailedError, elapsed: number) => void
}
