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

/** Holds back the requests of a client while `active$` is false and while the server throttles. */
export interface Gate {
  /** Emits at each pause and resumption. Undefined if the client never pauses. */
  readonly pauses$: Observable<unknown> | undefined
  /** False during a pause. Newer than the value of `pauses$`, because an event handler of another loop may change it. */
  readonly isActive: () => boolean
  /**
   * Holds every request of the client back for `ms` milliseconds, because the server throttles clients, not jobs. Returns
   * the end of the hold, on the clock of `now()`.
   */
  readonly hold: (ms: number) => number
  /** The end of the latest hold, on the clock of `now()`. 0 without a hold. */
  readonly heldUntil: () => number
  /**
   * Milliseconds until a hold ends, or 0 if it is over. Jitter is added, so that the requests are not all sent at the
   * same moment.
   */
  readonly leftOf: (end: number) => number
}

export interface GateOptions {
  readonly active$: Observable<boolean> | undefined
  /** Its `initialDelay` is the range of the jitter. */
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
    // A hold that was set on another clock is over, for example one of a test's clock.
    heldUntil: () => (heldUntil > 0 && heldBy === clockId() ? heldUntil : 0),
    leftOf: (end) => {
      const left = end - now()
      return left > 0 ? left + Math.random() * retry.initialDelay : 0
    },
  }
}

/** Validates `active$` and subscribes to it once for all loops of a client. Keeps the last value after it completes. */
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
