import type { Readable } from 'node:stream'
import { type Observable, of } from 'rxjs'
import type { Connection } from './arguments.js'
import { ConfigError } from '../index.js'
import { openFile, readText } from './input.js'

/** Maximum length in characters. A longer text is refused, because it is not a key. */
const MAX_KEY = 4096

/**
 * Emits the API key from its source. Emits undefined if there is none and a URL is set. A proxy at that URL may add it.
 *
 * @throws A {@link ConfigError} at once, not as an error of the stream:
 * - if there is neither a key nor a URL
 * - if `--key-stdin` is set and standard input is a terminal
 */
export const apiKey = (
  { keyFile, keyStdin, baseUrl, deadline }: Connection,
  stdin: Readable & { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Observable<string | undefined> => {
  const read = (shown: string, open: () => Readable): Observable<string> =>
    readText({ shown, option: 'apiKey', open, max: MAX_KEY, deadline })
  if (keyFile !== undefined) return read('the key of --key-file', () => openFile(keyFile))
  if (keyStdin && stdin.isTTY)
    throw unusable('--key-stdin: standard input is a terminal, which would show the key; pipe it in')
  if (keyStdin) return read('the key of --key-stdin', () => stdin)
  const key = env['CEKURA_API_KEY'] || undefined
  if (key === undefined && !baseUrl && !env['CEKURA_API_URL'])
    throw unusable('no API key: set CEKURA_API_KEY, or use --key-file PATH or --key-stdin')
  return of(key)
}

const unusable = (problem: string): ConfigError => new ConfigError(problem, 'apiKey')
