import { map, type Observable } from 'rxjs'
import { after, now } from './clock.js'
import { DeadlineError } from '../model/errors.js'
import type { PollState } from './schedules.js'

/** Emits nothing, and errors with `DeadlineError` `ms` after `begunAt`; `seen` tells what there was until then. */
export const deadline = (
  ms: number,
  begunAt: number,
  what: string,
  seen: () => PollState | null,
): Observable<never> =>
  after(begunAt + ms - now()).pipe(
    map(() => {
      const elapsed = now() - begunAt
      const status = seen()?.status as 'queued' | 'processing' | undefined // any other had ended it
      throw new DeadlineError(
        `${what}: not ended after ${Math.round(elapsed)} ms; last seen: ${status ?? 'nothing'}; raise deadline or watch it again`,
        elapsed,
        status && { status },
      )
    }),
  )
