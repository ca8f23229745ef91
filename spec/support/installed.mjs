import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const find = (names) =>
  process.env.PATH.split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path))

/** The path of a program by one of its names; where there is none, Debian's package is installed first. */
export const installed = (names, debian) => {
  const path = find(names)
  if (path) return path
  console.log(`there is no ${names.join(' or ')} on PATH: apt-get install ${debian}`)
  const { status, stderr, error } = spawnSync(
    'sh',
    ['-c', `apt-get update && apt-get install -y ${debian}`],
    {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  )
  if (status !== 0)
    throw new Error(`install ${debian}, so that it is on PATH: ${error ?? stderr.slice(-500)}`)
  return find(names)
}
