import { defer, type Observable, ReplaySubject, share, tap } from 'rxjs'

/**
 * One source per id, however many subscribe: a late subscriber gets the latest value at once, the last to leave
 * unsubscribes from the source, and nothing is kept of an id that has ended.
 */
export const sharedById = <A>(source: (id: string) => Observable<A>): ((id: string) => Observable<A>) => {
  const running = new Map<string, Observable<A>>()

  const begin = (id: string): Observable<A> => {
    // Before subscribers hear of the end, for they may subscribe again as they hear of it.
    const forget = (): void => void running.delete(id)
    const shared = source(id).pipe(
      tap({ complete: forget, error: forget, unsubscribe: forget }),
      share({ connector: () => new ReplaySubject(1) }),
    )
    running.set(id, shared)
    return shared
  }

  return (id) => defer(() => running.get(id) ?? begin(id))
}
