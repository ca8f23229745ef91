import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { isatty } from 'node:tty'
import { catchError, defer, finalize, from, identity, type Observable, throwError, timeout } from 'rxjs'
import { ConfigError, DeadlineError } from '../index.js'
import { MAX_DELAY } from '../polling/clock.js'
import { attempt } from '../safety/attempt.js'
import { reasonOf } from './system-error.js'

/** Text that an option reads from a file or from standard input. */
export interface Source {
  /** The beginning of messages about the text, for example `the file of --request`. */
  readonly shown: string
  /** Name of the option in a `ConfigError`. */
  readonly option: string
  readonly open: () => Readable
  /** Maximum length in characters. */
  readonly max: number
  /** Time limit in milliseconds. Undefined, or longer than `MAX_DELAY`, means no limit. */
  readonly deadline: number | undefined
}

/**
 * Emits the text of a source without surrounding space. Unsubscribing stops reading. Errors name no path, because some
 * users write the key itself in its place.
 *
 * @throws A {@link ConfigError} if the text cannot be read or is too long, a {@link DeadlineError} if it is late. Both
 * are errors of the stream.
 */
export const readText = ({ shown, option, open, max, deadline = Infinity }: Source): Observable<string> => {
  const late = () => new DeadlineError(`${shown} was not read within --deadline`, deadline, undefined)
  return defer(() => {
    const stream = open()
    return from(toText(stream, max)).pipe(finalize(() => stream.destroy()))
  }).pipe(
    catchError((error: Error) =>
      throwError(() => new ConfigError(`${shown} cannot be read: ${reasonOf(error)}`, option)),
    ),
    // Last, because it must stay a DeadlineError.
    deadline > MAX_DELAY ? identity : timeout({ first: deadline, with: () => throwError(late) }),
  )
}

const toText = async (stream: Readable, max: number): Promise<string> => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (...bytes: Parameters<typeof decoder.decode>): string => {
    const text = attempt(() => decoder.decode(...bytes))
    // Replacing the other bytes would send a changed text to a paid job.
    if (text === undefined) throw new Error('it is not UTF-8')
    return text
  }
  let text = ''
  for await (const chunk of stream) {
    text += decode(chunk as Buffer, { stream: true })
    if (text.length > max) throw new Error(`it is longer than ${max} characters`)
  }
  return (text + decode()).trim()
}

/**
 * Opens a file. Opens a FIFO as a socket, because a file stream would block a thread until another process writes. Node
 * cannot exit before its threads end.
 */
export const openFile = (path: string): Readable => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (fstatSync(fd).isFIFO()) return new Socket({ fd, readable: true, writable: false })
  if (!isatty(fd)) return createReadStream('', { fd })
  closeSync(fd)
  throw new Error('it is a terminal')
}
