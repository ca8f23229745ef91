import type { HttpReply } from '../../lib/index.js'
import type { FakeRequest } from '../../lib/testing/index.js'
import { each, itself, minimal, progressOf, start, successful, without } from '../jobs/each.js'
import type { Answer, Body } from '../jobs/examples/example.js'
import { fakeOf, seen } from '../support/any-job.js'

/** Steps of the fake that send the bodies of an example as they are. */
const stepsOf = (answers: readonly Answer[]) => answers.map(({ body }) => ({ http: 200, body }))
const lineOf = ({ method, path }: FakeRequest): string => `${method} ${path}`

each('the fake serves its requests and scripts its responses', itself, (t, job, example) => {
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

each('the fake makes a response for each status', itself, (t, job, example) => {
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

each('the fake refuses an invalid request by field', start, (t, job, _, start) => {
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
