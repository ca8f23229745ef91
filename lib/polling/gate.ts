import {
  catchError,
  concat,
  distinctUntilChanged,
  map,
  NEVER,
  type Observable,
  of,
  ReplaySubject,
  share,
  startWith,
  switchMap,
  take,
} from 'rxjs'
import { aBoolean, check, misbehaved } from '../safety/rules.js'
import { after, now } from './clock.js'
import type { Conceal } from '../safety/text.js'

/** When the next request of a client may leave: after its own delay, not while paused, not while throttled. */
export interface Pace {
  /** Emits once when the request may leave: `delay` ms from now, or at once on resuming, but never within `minimum` ms. */
  readonly turn: (delay: number, minimum: number) => Observable<unknown>
  /** Holds every request of the client back for `ms`: the service throttles the client, not the id that met it. */
  readonly hold: (ms: number) => void
  /** `active$`, validated, shared by all of the client's observations; undefined where it is always true. */
  readonly active$: Observable<boolean> | undefined
}

/** What of a client's configuration matters to its pace. */
interface Pacing {
  readonly active$: Observable<boolean> | undefined
  /** Its first backoff is also how far those who were held back are spread. */
  readonly retry: { readonly initialDelay: number }
  readonly conceal: Conceal
}

export const createPace = ({ active$: given, retry, conceal }: Pacing): Pace => {
  let heldUntil = 0
  const active$ = given && checked(given, conceal)

  // Those held back go with jitter, or the service would meet them all in the same millisecond.
  const leave = (ms: number): Observable<unknown> =>
    after(ms).pipe(
      switchMap(() => {
        const held = heldUntil - now()
        return held > 0 ? leave(held + Math.random() * retry.initialDelay) : of(0)
      }),
    )

  const turn = (delay: number, minimum: number): Observable<unknown> => {
    if (!active$) return leave(delay)
    const earliest = now() + minimum
    return active$.pipe(
      switchMap((active, resumed) => (active ? leave(resumed ? earliest - now() : delay) : NEVER)),
      take(1),
    )
  }

  return { turn, active$, hold: (ms) => (heldUntil = Math.max(heldUntil, now() + ms)) }
}

/**
 * One subscription to the caller's `active$` for all of a client's observations; what goes wrong in it is named. What
 * it said last stays true where it completes.
 */
const checked = (active$: Observable<boolean>, conceal: Conceal): Observable<boolean> =>
  concat(active$, NEVER).pipe(
    map((active) => check('active$', active, aBoolean)),
    catchError((thrown: unknown) => {
      throw misbehaved('active$', conceal, thrown)
    }),
    startWith(true),
    distinctUntilChanged(),
    share({ connector: () => new ReplaySubject(1) }),
  )
