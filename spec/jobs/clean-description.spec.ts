import test from 'ava'
import fc from 'fast-check'
import { CleanDescriptionRequestCodec, JobCodec, ProgressCodec, StartedCodec } from '../../lib/index.js'

const extras = fc.dictionary(
  fc.string().filter((key) => !['status', 'clean_description', 'thinking', 'error'].includes(key)),
  fc.jsonValue(),
)
const withExtras = <A extends object>(body: fc.Arbitrary<A>) =>
  fc.tuple(extras, body).map(([extra, fields]) => ({ ...extra, ...fields }))

const progress = withExtras(
  fc.oneof(
    fc.record({ status: fc.constantFrom('queued', 'processing') }),
    fc.record({ status: fc.constant('completed'), clean_description: fc.string(), thinking: fc.string() }),
  ),
)
const failed = withExtras(
  fc.record({ status: fc.constant('failed'), error: fc.option(fc.string()) }, { requiredKeys: ['status'] }),
)
const request = fc.record({
  agent: fc.maxSafeInteger(),
  metric_description: fc.string(),
  eval_type: fc.constantFrom('boolean', 'numeric', 'rating', 'enum'),
})

for (const [name, codec, values] of [
  ['Progress', ProgressCodec, progress],
  ['Job', JobCodec, fc.oneof(progress, failed)],
  ['CleanDescriptionRequest', CleanDescriptionRequestCodec, request],
  ['Started', StartedCodec, fc.record({ progress_id: fc.string({ minLength: 1 }) })],
] as const) {
  test(`${name}: what is of the type decodes to itself, extra fields and all, and encodes to itself`, (t) => {
    fc.assert(
      fc.property(values as fc.Arbitrary<object>, (value) => {
        const decoded = codec.decode(value)
        t.true(codec.is(value))
        t.deepEqual(decoded._tag === 'Right' ? decoded.right : undefined, value)
        t.deepEqual(
          decoded._tag === 'Right' ? (codec.encode as (a: unknown) => unknown)(decoded.right) : undefined,
          value,
        )
      }),
    )
  })

  test(`${name}: decode and is agree on anything`, (t) => {
    fc.assert(
      fc.property(fc.anything(), (value) => codec.is(value) === (codec.decode(value)._tag === 'Right')),
    )
    t.pass()
  })
}

for (const status of ['toString', '__proto__', 'constructor', 'QUEUED', '', 7, null, undefined])
  test(`a status ${String(status)} is no status`, (t) => {
    t.false(JobCodec.is({ status }))
    t.is(JobCodec.decode({ status })._tag, 'Left')
  })

test('a Progress is not failed, and a completed one has its texts', (t) => {
  t.false(ProgressCodec.is({ status: 'failed' }))
  t.false(ProgressCodec.is({ status: 'completed', clean_description: null, thinking: 'a' }))
  t.false(ProgressCodec.is({ status: 'completed', clean_description: 'a' }))
})

test('a failed job may give its reason, null or none, but nothing else', (t) => {
  t.true(JobCodec.is({ status: 'failed' }))
  t.true(JobCodec.is({ status: 'failed', error: null }))
  t.false(JobCodec.is({ status: 'failed', error: 7 }))
})

test('a request names a whole number and one of four types', (t) => {
  const valid = { agent: 7, metric_description: 'a', eval_type: 'enum' }
  for (const wrong of [
    { agent: 1.5 },
    { agent: '7' },
    { agent: NaN },
    { eval_type: 'bool' },
    { metric_description: null },
  ])
    t.false(CleanDescriptionRequestCodec.is({ ...valid, ...wrong }))
})
