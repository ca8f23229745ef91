/* Failures after which a server certainly did nothing. Even a request that is not idempotent can then be sent again. */

/** True if the request did not reach a server. */
export const isUnsent = (code: unknown): boolean => unsent.has(code)

const unsent = /* @__PURE__ */ new Set<unknown>(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

/**
 * True if the server refused the request. A server that refuses work by a 503 sends `Retry-After`. Any other 503 may come
 * after the work.
 */
export const isRefused = (status: number | undefined, retryAfter: number | undefined): boolean =>
  status === 429 || (status === 503 && retryAfter !== undefined)
