import { type Attributes, metrics, type MeterProvider, SpanStatusCode, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import test from 'ava'
import pino, { type Level, type Logger } from 'pino'
import {
  filter,
  groupBy,
  type GroupedObservable,
  lastValueFrom,
  mergeMap,
  type Observable,
  tap,
  toArray,
} from 'rxjs'
import type { Ended, ClientEvent } from '../../lib/index.js'
import { clientAnswering, immediately } from '../support/virtual.js'

/* The recipes of spec/apps/README.md for logs, traces and metrics, and what they make of a job that goes well and one that fails. */

/** A group per observation: it completes with the observation's end. */
const byJob = (events$: Observable<ClientEvent>): Observable<GroupedObservable<string, ClientEvent>> =>
  events$.pipe(
    groupBy(({ progressId }) => progressId, {
      duration: (job$) => job$.pipe(filter(({ type }) => type === 'end')),
    }),
  )

const isFailure = ({ outcome }: Ended): boolean => outcome !== 'completed' && outcome !== 'unsubscribed'

const levelOf = (event: ClientEvent): Level => {
  switch (event.type) {
    case 'poll':
      return 'debug'
    case 'retry':
      return 'warn'
    case 'end':
      return isFailure(event) ? 'error' : 'info'
    default:
      return 'info'
  }
}

const logTo = (logger: Logger, events$: Observable<ClientEvent>) =>
  byJob(events$).subscribe((job$) => {
    const log = logger.child({ progressId: job$.key })
    job$.subscribe(({ progressId: _, ...event }) => log[levelOf(event as ClientEvent)](event, event.type))
  })

const traceTo = (name: string, events$: Observable<ClientEvent>) =>
  byJob(events$)
    .pipe(
      mergeMap((job$) =>
        job$.pipe(
          filter(({ type }) => type !== 'poll'),
          toArray(),
        ),
      ),
    )
    .subscribe((events) => {
      const end = events.at(-1)
      if (end?.type !== 'end') return
      const startTime = Date.now() - end.elapsed
      const span = trace.getTracer(name).startSpan('cekura job', {
        startTime,
        attributes: {
          'cekura.progress_id': end.progressId,
          'cekura.outcome': end.outcome,
          'cekura.polls': end.polls,
          'cekura.retries': events.filter(({ type }) => type === 'retry').length,
        },
      })
      for (const event of events)
        if (event.type === 'transition') span.addEvent(event.to, {}, startTime + event.elapsed)
      if (isFailure(end)) span.setStatus({ code: SpanStatusCode.ERROR, message: end.outcome })
      span.end()
    })

const measureWith = (name: string, events$: Observable<ClientEvent>) => {
  const meter = metrics.getMeter(name)
  const latency = meter.createHistogram('cekura.poll.latency', { unit: 'ms' })
  const duration = meter.createHistogram('cekura.job.duration', { unit: 'ms' })
  const retries = meter.createCounter('cekura.retries')
  return events$.subscribe((event) => {
    if (event.type === 'poll') latency.record(event.latency)
    if (event.type === 'end') duration.record(event.elapsed, { outcome: event.outcome })
    if (event.type === 'retry') retries.add(1, { error: event.error._tag })
  })
}

/** A client whose requests are answered one after the other: by 503, queued, processing, completed or failed. */
const clientOf = (letters: string) =>
  clientAnswering(immediately(letters), { interval: 1, retry: { initialDelay: 1 } })

const observed = async (progress$: Observable<unknown>): Promise<void> => {
  await lastValueFrom(progress$).catch(() => undefined)
}

test('pino: a child logger by id, levels by event', async (t) => {
  const lines: Record<string, unknown>[] = []
  const raw: string[] = []
  const logger = pino(
    { level: 'trace', base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    {
      write: (line: string) => {
        raw.push(line)
        lines.push(JSON.parse(line) as Record<string, unknown>)
      },
    },
  )
  const { progress$, events$ } = clientOf('q5cqf')
  logTo(logger, events$)
  await observed(progress$('one'))
  await observed(progress$('two'))
  t.deepEqual(
    lines.map(({ level, progressId, msg }) => [level, progressId, msg].join(' ')),
    [
      'info one begin',
      'debug one poll',
      'info one transition',
      'warn one retry',
      'debug one poll',
      'info one transition',
      'info one end',
      'info two begin',
      'debug two poll',
      'info two transition',
      'debug two poll',
      'info two transition',
      'error two end',
    ],
  )
  t.like(lines[3], { type: 'retry', failures: 1, error: { _tag: 'Http', status: 503 } })
  t.like(lines[12], { type: 'end', outcome: 'JobFailed', polls: 2 })
  t.like(lines[3]!['error'], { job: 'clean-description', progressId: 'one' })
  // The child logger writes the id, and a name that comes twice in JSON is read in two ways.
  for (const [n, line] of raw.entries()) t.is(line.split('"progressId"').length, 'error' in lines[n]! ? 3 : 2)
})

test('an id that is observed again gets a group of its own', async (t) => {
  const { progress$, events$ } = clientOf('qcqc')
  const groups: string[] = []
  byJob(events$).subscribe((job$) => {
    groups.push('begun')
    job$.subscribe({ complete: () => groups.push('ended') })
  })
  await observed(progress$('a'))
  await observed(progress$('a'))
  t.deepEqual(groups, ['begun', 'ended', 'begun', 'ended'])
})

test.serial('OpenTelemetry: a span per job, with its transitions', async (t) => {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  )
  t.teardown(() => trace.disable())
  const { progress$, events$ } = clientOf('q5cqf')
  traceTo('spec', events$)
  await observed(progress$('one'))
  await observed(progress$('two'))

  const [one, two, ...others] = exporter.getFinishedSpans()
  t.deepEqual(others, [])
  t.deepEqual(one!.attributes, {
    'cekura.progress_id': 'one',
    'cekura.outcome': 'completed',
    'cekura.polls': 3,
    'cekura.retries': 1,
  })
  t.deepEqual(
    one!.events.map(({ name }) => name),
    ['queued', 'completed'],
  )
  t.is(one!.status.code, SpanStatusCode.UNSET)
  t.deepEqual(two!.status, { code: SpanStatusCode.ERROR, message: 'JobFailed' })
})

test.serial('OpenTelemetry: latency, duration and retries as metrics', async (t) => {
  const recorded: [string, Attributes][] = []
  const instrument = (name: string) => {
    const record = (_value: number, attributes: Attributes = {}) => recorded.push([name, attributes])
    return { record, add: record }
  }
  const meter = { createHistogram: instrument, createCounter: instrument }
  metrics.setGlobalMeterProvider({ getMeter: () => meter } as unknown as MeterProvider)
  t.teardown(() => metrics.disable())
  const { progress$, events$ } = clientOf('q5c')
  measureWith('spec', events$)
  await observed(progress$('one'))
  t.deepEqual(recorded, [
    ['cekura.poll.latency', {}],
    ['cekura.retries', { error: 'Http' }],
    ['cekura.poll.latency', {}],
    ['cekura.job.duration', { outcome: 'completed' }],
  ])
})

test('a tap is enough for the transitions of one job', async (t) => {
  const logged: string[] = []
  const { progress$ } = clientOf('qqpf')
  await observed(
    progress$('one').pipe(
      tap({
        next: ({ status }) => logged.push(status),
        error: ({ message }: Error) => logged.push(message),
      }),
    ),
  )
  t.deepEqual(logged, [
    'queued',
    'processing',
    'clean-description "one" failed: no such agent; start another job',
  ])
})
