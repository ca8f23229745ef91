import {
  catchError,
  concat,
  distinctUntilChanged,
  map,
  NEVER,
  type Observable,
  ReplaySubject,
  share,
  startWith,
  tap,
} from 'rxjs'
import { optionError } from '../safety/guard.js'
import { booleanRule, check, observableRule, type Options } from '../safety/rules.js'
import { clockId, latest, now } from './clock.js'
import type { Conceal, Secrets } from '../safety/secrets.js'

/** Decides if a request of the client may leave: not while `active$` is false, not while the service throttles. */
export interface Gate {
  /** Emits at each pause and resumption; undefined if the client never pauses. */
  readonly pauses$: Observable<unknown> | undefined
  /** False during a pause. What `pauses$` emits may be outdated: a loop may report it to a caller that changes it. */
  readonly isActive: () => boolean
  /** Holds every request of the client back for `ms`, because the service throttles clients, not jobs. Returns the end. */
  readonly hold: (ms: number) => number
  /** The end of the latest hold, as `now()` tells time. */
  readonly heldUntil: () => number
  /** Milliseconds until a hold ends, with jitter, so that those held back don't all leave at once; 0 if it is over. */
  readonly leftOf: (end: number) => number
}

export interface GateOptions {
  readonly active$: Observable<boolean> | undefined
  /** The first backoff is also the range of the jitter. */
  readonly retry: { readonly initialDelay: number }
  readonly secrets: Pick<Secrets, 'conceal'>
}

export const gateOptions: Options<Pick<GateOptions, 'active$'>> = { active$: observableRule }

export const createGate = ({ active$, retry, secrets }: GateOptions): Gate => {
  let isActive = true
  let heldUntil = 0
  let heldBy = clockId()
  return {
    pauses$: active$ && validActive(active$, secrets.conceal, (active) => (isActive = active)),
    isActive: () => isActive,
    hold: (ms) => {
      const clock = clockId()
      const end = latest() + ms
      heldUntil = heldBy === clock ? Math.max(heldUntil, end) : end
      heldBy = clock
      return end
    },
    // A hold of a test's clock does not outlast it.
    heldUntil: () => (heldUntil > 0 && heldBy === clockId() ? heldUntil : 0),
    leftOf: (end) => {
      const left = end - now()
      return left > 0 ? left + Math.random() * retry.initialDelay : 0
    },
  }
}

/** Validates `active$` and subscribes to it once for all loops of a client. Its last value stays after it completes. */
const validActive = (
  active$: Observable<boolean>,
  conceal: Conceal,
  changed: (active: boolean) => void,
): Observable<boolean> =>
  concat(active$, NEVER).pipe(
    map((active) => check('active$', active, booleanRule)),
    catchError((thrown: unknown) => {
      throw optionError('active$', conceal, thrown)
    }),
    startWith(true),
    distinctUntilChanged(),
    tap(changed),
    share({ connector: () => new ReplaySubject(1) }),
  )
