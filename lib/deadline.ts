import { map, NEVER, type Observable } from 'rxjs'
import { after } from './clock.js'
import { DeadlineError } from './errors.js'

/** Emits nothing, and errors with `DeadlineError` after `ms`; `seen` tells how it then stands. */
export const deadline = (
  ms: number,
  what: string,
  seen: () => Pick<DeadlineError, 'elapsed' | 'last'>,
): Observable<never> =>
  ms === Infinity
    ? NEVER
    : after(ms).pipe(
        map(() => {
          const { elapsed, last } = seen()
          throw new DeadlineError(
            `${what}: not ended by the deadline, after ${Math.round(elapsed)} ms; last seen: ${last?.status ?? 'nothing'}; raise deadline, or watch the same id again`,
            elapsed,
            last,
          )
        }),
      )
