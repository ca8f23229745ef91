import { defer, type Observable, ReplaySubject, share } from 'rxjs'

/** What begins for an id, now or as of `begunAt`; it calls `forget` as it ends, before anybody hears of that. */
export type Source<A> = (id: string, forget: () => void, begunAt?: number) => Observable<A>

/**
 * One source per id, however many subscribe: a late subscriber gets the latest value at once, the last to leave
 * unsubscribes from the source, and nothing is kept of an id that has ended.
 */
export const sharedById = <A>(source: Source<A>): ((id: string, begunAt?: number) => Observable<A>) => {
  const running = new Map<string, Observable<A>>()

  return (id, begunAt) =>
    defer(() => {
      const shared =
        running.get(id) ??
        source(id, () => running.delete(id), begunAt).pipe(share({ connector: () => new ReplaySubject(1) }))
      running.set(id, shared)
      return shared
    })
}
