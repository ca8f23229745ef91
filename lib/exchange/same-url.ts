import { attempt } from '../safety/attempt.js'

/** True if both URLs name one resource. A fetch may write a URL in its own way, or relative to the requested one. */
export const isSameUrl = (final: string, requested: string): boolean =>
  final === requested || comparable(final, requested) === comparable(requested, requested)

/** A URL decoded, behind its origin as it is, because a decoded user name could look like a path. */
const comparable = (url: string, base: string): string => {
  // A URL of React Native may throw.
  const href = attempt(() => new URL(url, base).href) ?? url
  const origin = href.split('/', 3).join('/')
  return attempt(() => `${origin} ${decodeURIComponent(href.replaceAll('+', ' '))}`) ?? href
}
