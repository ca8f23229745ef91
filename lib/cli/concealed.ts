import type { Conceal } from '../safety/secrets.js'

/** Levels of nesting. A deeper value becomes `…`, because `JSON.stringify` overflows the stack on it. */
const MAX_DEPTH = 100

/** Returns a copy with its secrets redacted, also in the names of fields. */
export const concealed = (value: unknown, conceal: Conceal, depth = 0): unknown => {
  if (typeof value === 'string') return conceal(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === MAX_DEPTH) return '…'
  const inner = (field: unknown): unknown => concealed(field, conceal, depth + 1)
  if (Array.isArray(value)) return value.map(inner)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [conceal(name), inner(field)]))
}
