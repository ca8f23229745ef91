import { inject, makeStateKey, type StateKey, TransferState } from '@angular/core'

/** First values from a server render, by the params of their stream. */
export interface Transfer {
  readonly read: (params: unknown) => unknown
  readonly write: (params: unknown, value: unknown) => void
  readonly forget: (params: unknown) => void
}

/** Transfers values under a name from a server render to the browser. Without a name, it transfers nothing. */
export const injectTransfer = (name: string | undefined): Transfer => {
  const state = inject(TransferState)
  if (name === undefined) return { read: () => undefined, write: () => {}, forget: () => {} }
  const keyOf = (params: unknown): StateKey<unknown> =>
    makeStateKey(`rx-cekura:${name}:${JSON.stringify(params)}`)
  return {
    read: (params) => state.get(keyOf(params), undefined),
    write: (params, value) => state.set(keyOf(params), value),
    forget: (params) => state.remove(keyOf(params)),
  }
}
