import { attempt, isInstance } from '../safety/attempt.js'
import { ConfigError, isConfigError } from '../model/errors.js'

/** Wraps the rejection of a fetch or a body, to distinguish it from errors of the code around it. */
class Lost extends Error {
  constructor(readonly reason: unknown) {
    super()
  }
}

/** Marks the rejection of a fetch or a body as a failure of the network. */
export const lost = (reason: unknown): never => {
  throw new Lost(reason)
}

/** Returns the error of a transport: a `ConfigError` for a bug or a missing global, because no retry would help. */
export const toFailure = (thrown: unknown): unknown => {
  const isLost = isInstance(thrown, Lost)
  const reason = isLost ? thrown.reason : thrown
  const name = nameOf(reason)
  // A native fetch that reaches no server also rejects with a TypeError.
  const isOurs = name === 'ReferenceError' || (name === 'TypeError' && !isLost)
  return isOurs ? new ConfigError('fetch failed; see cause', 'fetch', { cause: reason }) : reason
}

/**
 * True for an error of a transport that is certainly no failure of the network. A TypeError may be one: a caller's transport may
 * pass on that of a native fetch.
 */
export const isBug = (thrown: unknown): boolean =>
  isConfigError(thrown) || nameOf(thrown) === 'ReferenceError'

const nameOf = (thrown: unknown): unknown => attempt(() => (thrown as Error).name)
