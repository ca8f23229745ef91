import {
  type Attributes,
  context,
  metrics,
  type MeterProvider,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import test from 'ava'
import pino, { type Level, type Logger } from 'pino'
import { lastValueFrom, type Observable, tap } from 'rxjs'
import type { ClientEvent } from '../../lib/index.js'
import { clientAnswering, immediately } from '../support/virtual.js'

/* Runs the recipes of spec/apps/README.md for logs, traces and metrics. One job completes, and one fails. */

const levelOf = (event: ClientEvent): Level => {
  if (event.type === 'poll') return 'debug'
  if (event.type === 'retry') return 'warn'
  return event.type === 'end' && event.error ? 'error' : 'info'
}

const logTo = (logger: Logger, events$: Observable<ClientEvent>) =>
  events$.subscribe((event) => logger[levelOf(event)](event, event.type))

const traceTo = (name: string, events$: Observable<ClientEvent>) => {
  const tracer = trace.getTracer(name)
  const spans = new Map<string, Span>()
  return events$.subscribe((event) => {
    const key = `${event.job} ${event.progressId}`
    if (event.type === 'begin') {
      const attributes = { 'cekura.job': event.job, 'cekura.progress_id': event.progressId }
      spans.set(key, tracer.startSpan('cekura job', { attributes }))
    }
    const span = spans.get(key)
    if (!span) return
    if (event.type === 'poll') {
      const startTime = Date.now() - event.latency
      const attributes = { 'cekura.status': event.status }
      tracer.startSpan('cekura poll', { startTime, attributes }, trace.setSpan(context.active(), span)).end()
    }
    if (event.type === 'retry') span.addEvent('retry', { error: event.error._tag, delay: event.delay })
    if (event.type === 'transition') span.addEvent(event.to)
    if (event.type === 'end') {
      span.setAttributes({ 'cekura.outcome': event.outcome, 'cekura.polls': event.polls })
      if (event.error) span.setStatus({ code: SpanStatusCode.ERROR, message: event.error.message })
      span.end()
      spans.delete(key)
    }
  })
}

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

test('pino: a line per event, with levels by event', async (t) => {
  const lines: Record<string, unknown>[] = []
  const logger = pino(
    { level: 'trace', base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
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
  t.like(lines[3], { type: 'retry', job: 'clean-description', failures: 1 })
  t.like(lines[3]!['error'], { _tag: 'Http', status: 503 })
  t.like(lines[12], { type: 'end', outcome: 'JobFailed', polls: 2 })
})

test.serial("OpenTelemetry: a job's span is the parent of its polls, also if the job fails", async (t) => {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  )
  t.teardown(() => trace.disable())
  const { progress$, events$ } = clientOf('q5cqfqc')
  traceTo('spec', events$)
  for (const id of ['one', 'two', 'one']) await observed(progress$(id))

  const spans = exporter.getFinishedSpans()
  const jobs = spans.filter(({ name }) => name === 'cekura job')
  t.deepEqual(
    jobs.map(({ attributes }) => attributes),
    [
      {
        'cekura.job': 'clean-description',
        'cekura.progress_id': 'one',
        'cekura.outcome': 'completed',
        'cekura.polls': 3,
      },
      {
        'cekura.job': 'clean-description',
        'cekura.progress_id': 'two',
        'cekura.outcome': 'JobFailed',
        'cekura.polls': 2,
      },
      {
        'cekura.job': 'clean-description',
        'cekura.progress_id': 'one',
        'cekura.outcome': 'completed',
        'cekura.polls': 2,
      },
    ],
  )
  const pollsOf = (job: ReadableSpan) =>
    spans
      .filter(({ parentSpanContext }) => parentSpanContext?.spanId === job.spanContext().spanId)
      .map(({ name, attributes }) => [name, attributes['cekura.status']].join(' '))
  t.deepEqual(jobs.map(pollsOf), [
    ['cekura poll queued', 'cekura poll completed'],
    ['cekura poll queued', 'cekura poll failed'],
    ['cekura poll queued', 'cekura poll completed'],
  ])
  t.is(new Set(spans.map((span) => span.spanContext().traceId)).size, 3)
  t.deepEqual(
    jobs[0]!.events.map(({ name }) => name),
    ['queued', 'retry', 'completed'],
  )
  t.is(jobs[0]!.status.code, SpanStatusCode.UNSET)
  t.is(jobs[1]!.status.code, SpanStatusCode.ERROR)
  t.is(jobs[1]!.status.message, 'clean-description "two" failed: no such agent; start another job')
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

test('tap logs the transitions of one job', async (t) => {
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
