import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { catchError, defer, finalize, type Observable, of, throwError } from 'rxjs'
import type { Connection } from './arguments.js'
import { ConfigError } from '../index.js'

/** Characters; what is longer is some other file. */
const MAX_KEY = 4096

/** The API key, from where the command line says; none is right where a backend of one's own adds it. */
export const apiKey = (
  { keyFile, keyStdin, baseUrl }: Connection,
  stdin: Readable & { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Observable<string | undefined> => {
  if (keyFile !== undefined) return read('--key-file', createReadStream(keyFile))
  if (keyStdin && stdin.isTTY)
    throw unusable('--key-stdin: standard input is a terminal, which would show the key; pipe it in')
  if (keyStdin) return read('--key-stdin', stdin)
  const key = env['CEKURA_API_KEY'] || undefined
  if (key === undefined && !baseUrl && !env['CEKURA_API_URL'])
    throw unusable('there is no API key: set CEKURA_API_KEY, or use --key-file PATH or --key-stdin')
  return of(key)
}

/** Unsubscribing stops reading. Errors name no path, for that may be a misplaced key. */
const read = (option: string, stream: Readable): Observable<string> =>
  defer(async () => {
    let text = ''
    for await (const chunk of stream.setEncoding('utf8')) {
      text += chunk as string
      if (text.length > MAX_KEY) throw new Error('there is more than a key in it')
    }
    return text.trim()
  }).pipe(
    catchError(({ code, message }: NodeJS.ErrnoException) =>
      throwError(() => unusable(`${option}: no key can be read: ${code ?? message}`)),
    ),
    finalize(() => stream.destroy()),
  )

const unusable = (problem: string): ConfigError => new ConfigError(problem, 'apiKey')
