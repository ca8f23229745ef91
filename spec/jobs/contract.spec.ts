import '@angular/compiler'
import { runInInjectionContext } from '@angular/core'
import test from 'ava'
import { injectCekura, provideCekura } from '../../lib/angular/index.js'
import { either, isCekuraError, toTaskEither } from '../../lib/index.js'
import { application } from '../support/angular.js'
import { type AnyClient, clientOf, seen, transportOf } from '../support/any-job.js'
import { operationOf } from './document.js'
import { definitions, each, itself, minimal, progressOf, start, successful, without } from './each.js'
import { examples } from './examples.js'
import type { StartExample } from './examples/example.js'

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

/** Selects a list that has items. */
const some = <A>(list: readonly A[]): readonly A[] | undefined => (list.length > 0 ? list : undefined)
const variantsOf = ({ to, bodies }: StartExample) => operationOf(to).variants(bodies.full)

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
  'start$ accepts each value that the document lists',
  ({ start }) => some(start && !start.undocumented?.['body'] ? variantsOf(start) : []),
  (t, job, { start }, variants) => {
    for (const body of variants) {
      const { client } = clientOf(job, [start!.answer])
      const { end } = seen(t, client.start$!({ ...start!.inPath, ...(body as object) }))
      t.is(end, 'complete', JSON.stringify(body))
    }
  },
)

each('refuses an invalid request before sending it', start, (t, job, { name }, start) => {
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
  'requires only the fields that the document requires',
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
  'a start that returns the result completes run$',
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

each('refuses an invalid reference before sending it', itself, (t, job, { name, wrongRefs, cancel }) => {
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

each('emits each done status and completes', itself, (t, job, { ref, done }) => {
  for (const answer of done) {
    const { client } = clientOf(job, [answer])
    t.deepEqual(seen(t, client.progress$(ref)), { values: [answer.progress], end: 'complete' })
  }
})

each(
  'errors at each failed status',
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
  'emits a changed response again',
  ({ changes }) => changes,
  (t, job, { ref, done }, changes) => {
    for (const pair of changes) {
      const { client } = clientOf(job, [...pair, done[0]!])
      t.deepEqual(seen(t, client.progress$(ref)).values, progressOf([...pair, done[0]!]))
    }
  },
)

each('does not emit an unchanged response again', itself, (t, job, { ref, done, unchanged }) => {
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
