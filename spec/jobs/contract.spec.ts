import '@angular/compiler'
import test, { type ExecutionContext } from 'ava'
import { runInInjectionContext } from '@angular/core'
import { injectCekura, provideCekura } from '../../lib/angular/index.js'
import { either, type HttpReply, isCekuraError, toTaskEither } from '../../lib/index.js'
import * as jobs from '../../lib/jobs/index.js'
import type { FakeRequest } from '../../lib/testing/index.js'
import { application } from '../support/angular.js'
import { type AnyClient, clientOf, type Definition, fakeOf, seen, transportOf } from '../support/any-job.js'
import { operationOf } from './document.js'
import { examples } from './examples.js'
import type { Answer, Body, Example, StartExample } from './examples/example.js'

const definitions = Object.fromEntries(
  Object.entries(jobs).filter(([, value]) => Object.hasOwn(value, 'statuses')),
) as unknown as Readonly<Record<string, Definition>>

test('each definition has an example, and each example a definition', (t) => {
  t.deepEqual(
    Object.keys(definitions).filter((name) => !(name in examples)),
    [],
    'without an example',
  )
  t.deepEqual(
    Object.keys(examples).filter((name) => !(name in definitions)),
    [],
    'without a definition',
  )
})

/** Declares a test for each job, or for those of which `select` finds the part that the test is about. */
const each = <A>(
  title: string,
  select: (example: Example) => A | undefined,
  run: (t: ExecutionContext, job: Definition, example: Example, part: A) => unknown,
): void => {
  for (const [name, example] of Object.entries(examples)) {
    const part = select(example)
    if (name in definitions && part !== undefined)
      test(`${name}: ${title}`, (t) => run(t, definitions[name]!, example, part))
  }
}

const itself = (example: Example): Example => example
const start = (example: Example): StartExample | undefined => example.start
const progressOf = (answers: readonly Answer[]) => answers.map(({ progress }) => progress)
const without = (fields: readonly string[], request: object): object =>
  Object.fromEntries(Object.entries(request).filter(([field]) => !fields.includes(field)))
const some = <A>(list: readonly A[]): readonly A[] | undefined => (list.length > 0 ? list : undefined)
const variantsOf = ({ to, bodies }: StartExample) => operationOf(to).variants(bodies.full)
const minimal = ({ inPath, bodies }: StartExample) => ({ ...inPath, ...bodies.minimal })

/** Answers to a job that runs to its end without a failure. */
const successful = ({ pending, done }: Example): readonly Answer[] => [...pending.slice(0, 1), done[0]!]

each('start$ sends each documented request and emits the reference', start, (t, job, { ref }, start) => {
  for (const [title, body] of Object.entries(start.bodies)) {
    const { client, sent } = clientOf(job, [start.answer])
    const { values, end } = seen(t, client.start$!({ ...start.inPath, ...body }))
    // A request without fields has no body.
    t.deepEqual(sent, [{ line: start.to, body: Object.keys(body).length > 0 ? body : undefined }], title)
    t.deepEqual([values, end], [[ref], 'complete'], title)
  }
})

each(
  'start$ accepts each word that the document lists',
  ({ start }) => some(start && !start.undocumented?.['body'] ? variantsOf(start) : []),
  (t, job, { start }, variants) => {
    for (const body of variants) {
      const { client } = clientOf(job, [start!.answer])
      const { end } = seen(t, client.start$!({ ...start!.inPath, ...(body as object) }))
      t.is(end, 'complete', JSON.stringify(body))
    }
  },
)

each('refuses a wrong request before sending it', start, (t, job, { name }, start) => {
  const refuse = (request: object, field: string): void => {
    const { client, sent } = clientOf(job, [])
    for (const source of [client.start$!(request), client.run$!(request)]) {
      const { values, end } = seen(t, source)
      t.like(end, { _tag: 'Config', option: 'request', job: name }, field)
      t.true(String(end).includes(field), `${String(end)} names ${field}`)
      t.deepEqual([values, sent], [[], []], field)
    }
  }
  for (const field of start.required) refuse(without([field], minimal(start)), field)
  for (const choice of start.choices ?? []) refuse(without(choice, minimal(start)), choice[0]!)
  for (const [body, field] of start.incomplete ?? []) refuse({ ...start.inPath, ...body }, field)
  for (const [field, value] of Object.entries(start.mistyped))
    refuse({ ...minimal(start), [field]: value }, field)
  refuse({ ...minimal(start), mistake: 1 }, 'mistake')
})

each(
  'needs no other fields than the document',
  start,
  (t, _job, _example, { bodies, required, choices = [] }) => {
    const ofChoice = Object.keys(bodies.minimal).filter((field) => !required.includes(field))
    t.is(ofChoice.length, choices.length)
    for (const choice of choices) t.true(choice.some((field) => ofChoice.includes(field)))
  },
)

each('run$ starts the job and observes it', start, (t, job, example, start) => {
  const answers = successful(example)
  const { client, sent } = clientOf(job, [start.answer, ...answers])
  const { values, end } = seen(t, client.run$!(minimal(start)))
  t.deepEqual([values, end], [progressOf(answers), 'complete'])
  t.deepEqual(
    sent.map(({ line }) => line),
    [start.to, ...answers.map(() => example.poll)],
  )
})

each(
  'a start that is answered with the result',
  ({ start }) => start?.finished,
  (t, job, { start }, finished) => {
    const { client, sent } = clientOf(job, [finished, finished])
    t.deepEqual(seen(t, client.run$!(minimal(start!))), { values: [finished.progress], end: 'complete' })
    const { values, end } = seen(t, client.start$!(minimal(start!)))
    t.like(end, { _tag: 'Decode', job: job.name })
    t.true(String(end).includes('run$'))
    t.deepEqual([values, sent.length], [[], 2])
  },
)

each(
  'cannot be started',
  (example) => (example.start ? undefined : example),
  (t, job) => t.deepEqual(Object.keys(clientOf(job, []).client), ['progress$']),
)

each('progress$ sends the documented request', itself, (t, job, { ref, poll, otherPolls = [], done }) => {
  for (const [reference, line] of [[ref, poll] as const, ...otherPolls]) {
    const { client, sent } = clientOf(job, [done[0]!])
    seen(t, client.progress$(reference))
    t.deepEqual(sent, [{ line, body: undefined }])
  }
})

each('refuses a wrong reference before sending it', itself, (t, job, { name, wrongRefs, cancel }) => {
  for (const wrong of wrongRefs) {
    const { client, sent } = clientOf(job, [])
    const { values, end } = seen(t, client.progress$(wrong))
    t.like(end, { _tag: 'Config', option: 'progressId', job: name }, String(wrong))
    t.deepEqual([values, sent], [[], []])
    if (cancel)
      t.like(seen(t, client.cancel$!(wrong)).end, { _tag: 'Config', option: 'progressId', job: name })
  }
})

each('emits each pending status and polls on', itself, (t, job, { ref, pending, otherwise, done }) => {
  for (const answer of otherwise ? [...pending, otherwise] : pending) {
    const { client } = clientOf(job, [answer, done[0]!])
    const values = progressOf([answer, done[0]!])
    t.deepEqual(seen(t, client.progress$(ref)), { values, end: 'complete' })
  }
})

each('emits each status that is done and completes', itself, (t, job, { ref, done }) => {
  for (const answer of done) {
    const { client } = clientOf(job, [answer])
    t.deepEqual(seen(t, client.progress$(ref)), { values: [answer.progress], end: 'complete' })
  }
})

each(
  'errors at each status that is failed',
  ({ failed }) => some(failed),
  (t, job, { name, ref, id, pending }, failed) => {
    for (const failure of failed) {
      const { client } = clientOf(job, [pending[0]!, failure])
      const { values, end } = seen(t, client.progress$(ref))
      t.deepEqual(values, [pending[0]!.progress])
      const { status, detail } = failure
      t.like(end, { _tag: 'JobFailed', job: name, progressId: id, status, detail })
      t.true(String(end).includes(`${name} ${JSON.stringify(id)} ${status}: `), String(end))
    }
  },
)

each(
  'emits a changed answer again',
  ({ changes }) => changes,
  (t, job, { ref, done }, changes) => {
    for (const pair of changes) {
      const { client } = clientOf(job, [...pair, done[0]!])
      t.deepEqual(seen(t, client.progress$(ref)).values, progressOf([...pair, done[0]!]))
    }
  },
)

each('does not emit an unchanged answer again', itself, (t, job, { ref, done, unchanged }) => {
  for (const [first, second] of unchanged) {
    const { client, sent } = clientOf(job, [first, second, done[0]!])
    t.deepEqual(seen(t, client.progress$(ref)).values, progressOf([first, done[0]!]))
    t.is(sent.length, 3)
  }
})

each('reports the path of each fault', itself, (t, job, example) => {
  const { name, ref, id, broken, word, otherwise, pending } = example
  const strange = { ...pending[0]!.body, [word ?? '']: 'warming_up' }
  const all = word && !otherwise ? [...broken, [strange, word] as const] : broken
  for (const [body, path] of [...all, [[], 'body'] as const]) {
    const { client } = clientOf(job, [{ body }])
    const { values, end } = seen(t, client.progress$(ref))
    t.deepEqual(values, [])
    t.like(end, { _tag: 'Decode', job: name, progressId: id }, JSON.stringify(body))
    const { report, message } = end as unknown as { report: readonly string[]; message: string }
    t.true(
      report.some((line) => line.startsWith(`${path}: expected `)),
      report.join(),
    )
    t.true(message.includes(path), message)
  }
})

each('gives up after its deadline', itself, (t, job, { name, ref, id, pending, deadline = 900_000 }) => {
  const { client } = clientOf(job, [pending[0]!], { interval: 60_000 })
  const { status } = pending[0]!.progress as { readonly status: string }
  const { end } = seen(t, client.progress$(ref))
  t.like(end, { _tag: 'Deadline', job: name, progressId: id, elapsed: deadline, last: status })
})

each('events name the job and its reference', itself, (t, job, example) => {
  const { client, events } = clientOf(job, successful(example))
  seen(t, client.progress$(example.ref))
  t.deepEqual(
    events.map(({ type }) => type).filter((type) => type === 'poll' || type === 'end'),
    [...successful(example).map(() => 'poll' as const), 'end'],
  )
  for (const event of events) t.like(event, { job: example.name, progressId: example.id })
})

each('either and toTaskEither keep values and errors', itself, async (t, job, example) => {
  const { ref, pending, done, failed } = example
  const { client } = clientOf(job, [done[0]!])
  const { values } = seen(t, client.progress$(ref).pipe(either()))
  t.deepEqual(values, [{ _tag: 'Right', right: done[0]!.progress }])

  const succeeded = await toTaskEither(clientOf(job, [done[0]!]).client.progress$(ref))()
  t.deepEqual(succeeded, { _tag: 'Right', right: done[0]!.progress })
  const last = failed[0] ?? { body: [] }
  const ended = await toTaskEither(
    clientOf(job, [pending[0]!, last], { interval: 0 }).client.progress$(ref),
  )()
  t.true(ended._tag === 'Left' && isCekuraError(ended.left))
})

each(
  'cancel$ sends the documented request and completes',
  ({ cancel }) => cancel,
  (t, job, { name, ref, id }, line) => {
    const { client, sent } = clientOf(job, [{ body: {} }, { http: 404, body: { detail: 'Not found.' } }])
    t.deepEqual(seen(t, client.cancel$!(ref)), { values: [], end: 'complete' })
    t.like(seen(t, client.cancel$!(ref)).end, { _tag: 'Http', status: 404, job: name, progressId: id })
    t.deepEqual(sent, [
      { line, body: undefined },
      { line, body: undefined },
    ])
  },
)

each(
  'cannot be cancelled',
  (example) => (example.cancel === undefined ? example : undefined),
  (t, job) => t.false('cancel$' in clientOf(job, []).client),
)

each("works through Angular's client", itself, async (t, job, example) => {
  const answers = successful(example)
  const { transport, sent } = transportOf(example.start ? [example.start.answer, ...answers] : answers)
  const { injector } = await application(t, [provideCekura({ transport, interval: 10 })])
  const client = runInInjectionContext(injector, injectCekura).of(job) as unknown as AnyClient
  const source = example.start ? client.run$!(minimal(example.start)) : client.progress$(example.ref)
  t.deepEqual(seen(t, source), { values: progressOf(answers), end: 'complete' })
  t.is(sent.at(-1)!.line, example.poll)
  t.deepEqual(Object.keys(client).sort(), Object.keys(clientOf(job, []).client).sort())
})

/** Steps of the fake that send the bodies of an example as they are. */
const stepsOf = (answers: readonly Answer[]) => answers.map(({ body }) => ({ http: 200, body }))
const lineOf = ({ method, path }: FakeRequest): string => `${method} ${path}`

each('the fake serves its requests and scripts its answers', itself, (t, job, example) => {
  const answers = successful(example)
  const { fake, client } = fakeOf(job)
  fake.of(job).job(example.ref as never, stepsOf(answers))
  const values = progressOf(answers)
  t.deepEqual(seen(t, client.progress$(example.ref)), { values, end: 'complete' })
  t.is(lineOf(fake.requests.at(-1)!), example.poll)
  if (!example.start) return

  fake.of(job).script(stepsOf(answers))
  const before = fake.requests.length
  t.deepEqual(seen(t, client.run$!(minimal(example.start))), { values, end: 'complete' })
  t.is(lineOf(fake.requests[before]!), example.start.to)
})

each('the fake makes an answer of each word', itself, (t, job, example) => {
  const { ref, pending, done, failed } = example
  const wordOf = ({ progress }: Answer) => (progress as { readonly status: string }).status
  for (const word of pending.map(wordOf)) {
    const { fake, client } = fakeOf(job)
    fake.of(job).job(ref as never, [word, wordOf(done[0]!)] as never)
    const { values, end } = seen(t, client.progress$(ref))
    t.like(values, [{ status: word }, { status: wordOf(done[0]!) }])
    t.is(end, 'complete')
  }
  for (const { status } of failed) {
    const { fake, client } = fakeOf(job)
    fake.of(job).job(ref as never, [status] as never)
    t.like(seen(t, client.progress$(ref)).end, { _tag: 'JobFailed', status })
  }
})

each('the fake refuses a wrong request by field', start, (t, job, _, start) => {
  const { fake } = fakeOf(job)
  const refuse = (body: object, field: string): void => {
    const [method, path] = start.to.split(' ') as ['POST', string]
    const headers = { 'x-cekura-api-key': 'any', 'content-type': 'application/json' }
    const request = { method, url: `https://api.cekura.ai${path}`, headers, body: JSON.stringify(body) }
    const [reply] = seen(t, fake.transport(request)).values as [HttpReply]
    t.is(reply.status, 400, field)
    t.true(Array.isArray((JSON.parse(reply.body) as Body)[field]), `${reply.body} names ${field}`)
  }
  const ofBody = (field: string) => !(field in (start.inPath ?? {}))
  for (const field of start.required.filter(ofBody)) refuse(without([field], start.bodies.minimal), field)
  for (const [field, value] of Object.entries(start.mistyped).filter(([field]) => ofBody(field)))
    refuse({ ...start.bodies.minimal, [field]: value }, field)
  refuse({ ...start.bodies.minimal, mistake: 1 }, 'mistake')
})

each(
  'the fake answers a start with the result',
  ({ start }) => start?.finished,
  (t, job, { start }, { body, progress }) => {
    const { fake, client } = fakeOf(job)
    fake.of(job).script(body as never)
    t.deepEqual(seen(t, client.run$!(minimal(start!))), { values: [progress], end: 'complete' })
  },
)

each(
  'the fake cancels it',
  ({ cancel }) => cancel,
  (t, job, { ref, pending }, line) => {
    const { fake, client } = fakeOf(job)
    fake.of(job).job(ref as never, stepsOf(pending.slice(0, 1)))
    t.is(seen(t, client.cancel$!(ref)).end, 'complete')
    t.is(lineOf(fake.requests.at(-1)!), line)
    t.like(seen(t, client.progress$(ref)).end, { _tag: 'JobFailed', status: 'cancelled' })
  },
)
