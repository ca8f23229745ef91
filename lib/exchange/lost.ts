import { attempt, isInstance } from '../safety/attempt.js'
import { ConfigError } from '../model/errors.js'

/** What a fetch or a body rejected with, as opposed to what the code around it throws. */
class Lost extends Error {
  constructor(readonly reason: unknown) {
    super()
  }
}

/** Handler of a rejection: marks it as one of the network. */
export const lost = (reason: unknown): never => {
  throw new Lost(reason)
}

/** Returns what a transport errors with: a `ConfigError` for a bug or a missing global, because no retry would help. */
export const toFailure = (thrown: unknown): unknown => {
  const isLost = isInstance(thrown, Lost)
  const reason = isLost ? thrown.reason : thrown
  const name = nameOf(reason)
  // A fetch that meets no server rejects with a TypeError too.
  const isBug = name === 'ReferenceError' || (name === 'TypeError' && !isLost)
  return isBug ? new ConfigError('fetch failed; see cause', 'fetch', { cause: reason }) : reason
}

/** True for a failure of a transport that is none of the network. */
export const isNoNetworkError = (thrown: unknown): boolean =>
  isInstance(thrown, ConfigError) || nameOf(thrown) === 'ReferenceError'

const nameOf = (thrown: unknown): unknown => attempt(() => (thrown as Error).name)
