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
  Observable,
  of,
  switchMap,
  take,
  tap,
} from 'rxjs'
import { type Connection, parse } from './arguments.js'
import {
  type CekuraClient,
  type CekuraError,
  type ClientConfig,
  createClient,
  isCekuraError,
  type Progress,
} from '../index.js'
import { apiKey } from './key.js'
import { createScreen } from './screen.js'
import { fakeCekura } from '../testing/index.js'
import { concealing } from '../safety/secrets.js'

const { argv, env, stdin, stdout, stderr } = process

const secrets = [env['CEKURA_API_KEY'] ?? '']
const screen = createScreen({
  stdout,
  stderr,
  env,
  json: argv.includes('--json'),
  conceal: (text) => concealing(secrets)(text),
})

/** Does what the command line asks for, and completes when that is done. */
const run = (): Observable<never> => {
  const command = parse(argv.slice(2))
  switch (command.name) {
    case 'help':
      return print(command.text)
    case 'version':
      return print(`${version()}\n`)
    case 'demo':
      return demo()
    case 'watch':
      return connected(command.connection, ({ progress$ }) => progress$(command.progressId))
    case 'generate':
      return connected(command.connection, ({ run$ }) => run$(command.request))
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

const connected = (
  connection: Connection,
  job: (client: CekuraClient) => Observable<Progress>,
): Observable<never> =>
  apiKey(connection, stdin, env).pipe(
    tap((key) => secrets.push(key ?? '')),
    switchMap((key) => {
      const { baseUrl, allowInsecure, interval, deadline } = connection
      return show({ apiKey: key, baseUrl, allowInsecure, interval, deadline }, job)
    }),
  )

const show = (
  config: ClientConfig,
  job: (client: CekuraClient) => Observable<Progress>,
): Observable<never> => {
  const client = createClient(config)
  client.events$.subscribe(screen.event)
  return job(client).pipe(tap(screen.progress), screen.live, ignoreElements())
}

/** The client and a server on loopback are real; only what the server does is made up. */
const demo = (): Observable<never> => {
  const trouble = { http: 503, body: { detail: 'a worker is restarting' } }
  const script = ['queued', 'queued', trouble, 'processing', 'processing', 'processing', 'completed'] as const
  const listening = fakeCekura({ script }).listen()
  return from(listening).pipe(
    switchMap(({ url }) => {
      screen.note(`a fake Cekura listens on ${url}: no key, no network`)
      return show(
        { apiKey: 'key-of-the-demo', baseUrl: url, interval: 500, retry: { initialDelay: 1000 } },
        ({ run$ }) =>
          run$({
            agent: 7,
            metric_description: 'Was the caller greeted by name, and was it nice?',
            eval_type: 'boolean',
          }),
      )
    }),
    finalize(() => void listening.then(({ close }) => close())),
  )
}

/** Emits once what was written has left, and so tells whether it could. */
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
    tap(() => screen.stopped()),
    map(() => code),
  )

/** Nobody reads on, as after `| head -1`: quiet, and with the code of SIGPIPE. */
const unread$ = fromEvent(stdout, 'error').pipe(
  map((error) => {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPIPE') return 141
    throw new Error(`the result cannot be written: ${code}`)
  }),
)

// What is still being written as the end has come has nobody else to complain to.
for (const stream of [stdout, stderr]) stream.on('error', () => {})

// The first to emit ends the rest: unsubscribing aborts the request, and closes what is open.
merge(
  signalled('SIGINT', 130),
  signalled('SIGTERM', 143),
  unread$,
  defer(run).pipe(endWith(0), delayWhen(flushed)),
)
  .pipe(
    catchError((error: unknown) => {
      screen.error(error)
      return of(isCekuraError(error) ? exitCodes[error._tag] : 3)
    }),
    take(1),
  )
  .subscribe((code) => {
    process.exitCode = code
  })
