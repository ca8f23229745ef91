import { defer, type Observable, ReplaySubject, share } from 'rxjs'

type Source<A> = (id: string, forget: () => void) => Observable<A>

/**
 * One source per id, however many subscribe: a late subscriber gets the latest value at once, the last to leave
 * unsubscribes from the source, and nothing is kept of an id that has ended. The source calls `forget` as it ends,
 * before anybody hears of it.
 */
export const sharedById = <A>(source: Source<A>): ((id: string) => Observable<A>) => {
  const running = new Map<string, Observable<A>>()

  const begin = (id: string): Observable<A> => {
    const forget = (): void => void running.delete(id)
    const shared = source(id, forget).pipe(share({ connector: () => new ReplaySubject(1) }))
    running.set(id, shared)
    return shared
  }

  return (id) => defer(() => running.get(id) ?? begin(id))
}
