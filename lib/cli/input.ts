import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { isatty } from 'node:tty'
import { catchError, defer, finalize, identity, type Observable, throwError, timeout } from 'rxjs'
import { ConfigError, DeadlineError } from '../index.js'
import { MAX_DELAY } from '../polling/clock.js'

/** A file or standard input, as an option names it. */
export interface Source {
  /** The option to name in errors. */
  readonly shown: string
  /** Name of the option in a `ConfigError`. */
  readonly option: string
  readonly open: () => Readable
  /** Most characters to read. */
  readonly max: number
  /** Milliseconds to read it. Undefined or `Infinity` for no limit. */
  readonly deadline: number | undefined
}

/** Reads a text. Unsubscribing stops reading. Errors name no path, because that may be a misplaced key. */
export const readText = ({ shown, option, open, max, deadline = Infinity }: Source): Observable<string> => {
  const late = () => new DeadlineError(`${shown} was not read within --deadline`, deadline, undefined)
  return defer(() => {
    const stream = open()
    return defer(() => toText(stream, max)).pipe(finalize(() => stream.destroy()))
  }).pipe(
    catchError(({ code, message }: NodeJS.ErrnoException) =>
      throwError(() => new ConfigError(`${shown} cannot be read: ${code ?? message}`, option)),
    ),
    deadline > MAX_DELAY ? identity : timeout({ first: deadline, with: () => throwError(late) }),
  )
}

const toText = async (stream: Readable, max: number): Promise<string> => {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    text += chunk as string
    if (text.length > max) throw new Error(`it is longer than ${max} characters`)
  }
  return text.trim()
}

/**
 * Opens a file. A FIFO is opened and read without a thread that blocks until another process writes to it, because Node waits
 * for its threads before it exits.
 */
export const openFile = (path: string): Readable => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (fstatSync(fd).isFIFO()) return new Socket({ fd, readable: true, writable: false })
  if (!isatty(fd)) return createReadStream('', { fd })
  closeSync(fd)
  throw new Error('it is a terminal')
}
