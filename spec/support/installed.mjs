import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Returns the path of a program by one of its names. If there is none, prints the package that is needed. */
export const installed = (names, debian) => {
  const path = process.env.PATH.split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path))
  if (!path) console.log(`skipped, because there is no ${names.join(' or ')} (apt-get install ${debian})`)
  return path
}
