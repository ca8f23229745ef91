#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import {
  catchError,
  defer,
  delayWhen,
  EMPTY,
  endWith,
  finalize,
  from,
  fromEvent,
  ignoreElements,
  map,
  merge,
  noop,
  Observable,
  of,
  switchMap,
  take,
  tap,
} from 'rxjs'
import { type Connection, parse } from './arguments.js'
import {
  type CekuraError,
  type ClientConfig,
  type ConfigError,
  createClient,
  isCekuraError,
} from '../index.js'
import { serveDemo } from './demo.js'
import { openFile, readText } from './input.js'
import { jobs, summaryOf, toRequest, usage } from './jobs.js'
import { apiKey } from './key.js'
import { resolveApart } from './lookup.js'
import type { Answer } from '../model/answer.js'
import type { AnyJob } from '../model/job.js'
import { createOutput, type Watching } from './output.js'
import { createSecrets } from '../safety/secrets.js'
import { reasonOf } from './system-error.js'
import { shellWordsOf } from './words.js'

const { argv, env, stdin, stdout, stderr } = process

const secrets = createSecrets()
secrets.add([env['CEKURA_API_KEY']])
const output = createOutput({
  stdout,
  stderr,
  env,
  json: argv.includes('--json'),
  conceal: secrets.conceal,
  words: shellWordsOf(argv),
})

/** Runs the command. Completes when it is done. */
const run = (): Observable<never> => {
  const command = parse(argv.slice(2))
  switch (command.name) {
    case 'help':
      return print(command.text)
    case 'version':
      return print(`${version()}\n`)
    case 'jobs':
      output.jobs(jobs.map(summaryOf))
      return EMPTY
    case 'demo':
      return demo(command.job)
    case 'watch': {
      const { job, ref, id, connection } = command
      return withKey(connection, output.watching(job, id), ({ progress$ }) => progress$(ref))
    }
    case 'run': {
      const { job, request, connection } = command
      return requestOf(request, connection.deadline).pipe(
        map((json) => toRequest(job, json)),
        switchMap((fields) => withKey(connection, output.watching(job), ({ run$ }) => run$(fields))),
      )
    }
  }
}

const print = (text: string): Observable<never> => {
  stdout.write(text)
  return EMPTY
}

const version = (): string => {
  const manifest = readFileSync(require.resolve('rx-cekura/package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

/** Maximum length in characters. */
const MAX_REQUEST = 10_000_000

const requestOf = (request: string, deadline: number | undefined): Observable<string> => {
  const isFile = request.startsWith('@')
  if (!isFile && request !== '-') return of(request)
  const open = () => (isFile ? openFile(request.slice(1)) : stdin)
  const shown = isFile ? 'the file of --request' : 'the standard input of --request'
  return readText({ shown, option: 'request', open, max: MAX_REQUEST, deadline })
}

/** Client of any job. `run$` exists only if the job has a start. */
interface AnyClient {
  readonly progress$: (ref: unknown) => Observable<Answer>
  readonly run$: (request: unknown) => Observable<Answer>
}

/** Reads the key, then observes a job with it. */
const withKey = (
  connection: Connection,
  watching: Watching,
  observe: (client: AnyClient) => Observable<Answer>,
): Observable<never> =>
  apiKey(connection, stdin, env).pipe(
    tap((key) => secrets.add([key])),
    switchMap((key) => {
      const { baseUrl, allowInsecure, interval, deadline } = connection
      return watch({ apiKey: key, baseUrl, allowInsecure, interval, deadline }, watching, observe)
    }),
  )

/** Makes a client. Its `ConfigError` gets the advice of the other usage errors. */
const clientOf = (config: ClientConfig) => {
  try {
    return createClient(config)
  } catch (error) {
    const { message, option } = error as ConfigError
    throw usage(message, option)
  }
}

/** Observes a job and shows its events and its progress. */
const watch = (
  config: ClientConfig,
  watching: Watching,
  observe: (client: AnyClient) => Observable<Answer>,
): Observable<never> => {
  const client = clientOf(config)
  client.events$.subscribe(watching.event)
  return observe(client.of(watching.job) as AnyClient).pipe(
    tap(watching.progress),
    watching.live,
    ignoreElements(),
  )
}

/** Watches a job of a fake server. The client and its HTTP requests are real, the responses are scripted. */
const demo = (job: AnyJob): Observable<never> => {
  const listening = serveDemo(job)
  return from(listening).pipe(
    switchMap(({ url, ref, id }) => {
      output.note(`a fake Cekura listens on ${url}: no key, no network`)
      const config = { apiKey: 'key-of-the-demo', baseUrl: url, interval: 500, retry: { initialDelay: 1000 } }
      return watch(config, output.watching(job, id), ({ progress$ }) => progress$(ref))
    }),
    // If the server cannot listen, the error has been emitted, and there is nothing to close.
    finalize(() => void listening.then(({ close }) => close(), noop)),
  )
}

/** Emits when stdout is written. Never emits if that fails, because `unwritable$` then ends the command. */
const flushed = (): Observable<unknown> =>
  new Observable((subscriber) => {
    stdout.write('', (error) => {
      if (!error) subscriber.next(undefined)
    })
  })

const exitCodes: Readonly<Record<CekuraError['_tag'], number>> = {
  JobFailed: 1,
  Config: 2,
  Http: 3,
  Network: 3,
  Decode: 3,
  Deadline: 4,
}

const signalled = (signal: NodeJS.Signals, code: number): Observable<number> =>
  fromEvent(process, signal).pipe(
    tap(() => output.stopped()),
    map(() => code),
  )

/** Emits the exit code of SIGPIPE if the reader of a pipe has ended, as after `| head -1`. Errors if stdout fails. */
const unwritable$ = fromEvent(stdout, 'error').pipe(
  map((error) => {
    const failure = error as NodeJS.ErrnoException
    if (failure.code === 'EPIPE') return 141
    throw new Error(`the result cannot be written: ${reasonOf(failure)}`)
  }),
)

// Without a listener, a failed write would crash the process, also after `unwritable$` is unsubscribed.
for (const stream of [stdout, stderr]) stream.on('error', () => {})

const lookups = new AbortController()
resolveApart(lookups.signal)

// The first exit code ends the other streams, which aborts the request and closes files and servers.
merge(
  signalled('SIGINT', 130),
  signalled('SIGTERM', 143),
  unwritable$,
  defer(run).pipe(endWith(0), delayWhen(flushed)),
)
  .pipe(
    catchError((error: unknown) => {
      output.error(error as Error)
      return of(isCekuraError(error) ? exitCodes[error._tag] : 3)
    }),
    take(1),
    finalize(() => {
      lookups.abort()
      // After a signal, a pipe that nothing reads would keep the process alive. The exit code has been set already.
      if (Number(process.exitCode) > 128) process.exit()
    }),
  )
  .subscribe((code) => {
    process.exitCode = code
  })
