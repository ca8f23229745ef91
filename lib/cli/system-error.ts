import { getSystemErrorMap } from 'node:util'

/** Returns the reason of a failure without its path, because some users write the key in its place. */
export const reasonOf = ({ code, errno, message }: NodeJS.ErrnoException): string => {
  const [, words] = getSystemErrorMap().get(errno ?? 0) ?? []
  return words === undefined ? (code ?? message) : `${code}, ${words}`
}
