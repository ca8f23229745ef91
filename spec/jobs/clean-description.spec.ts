import test from 'ava'
import fc from 'fast-check'
import { CleanDescriptionRequestCodec, ProgressCodec } from '../../lib/index.js'

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
const requests = fc.record(
  {
    agent: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    metric_description: fc.string(),
    eval_type: fc.constantFrom('boolean', 'numeric', 'rating', 'enum'),
  },
  { noNullPrototype: true },
)

for (const [name, codec, values] of [
  ['Progress', ProgressCodec, progress],
  ['CleanDescriptionRequest', CleanDescriptionRequestCodec, requests],
] as const) {
  test(`${name}: a value of the type decodes and encodes to itself`, (t) => {
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

  test(`${name}: decode and is agree on any value`, (t) => {
    fc.assert(
      fc.property(fc.anything(), (value) => codec.is(value) === (codec.decode(value)._tag === 'Right')),
    )
    t.pass()
  })
}

for (const status of ['toString', '__proto__', 'constructor', 'QUEUED', '', 7, null, undefined])
  test(`${String(status)} is not a status`, (t) => {
    t.false(ProgressCodec.is({ status }))
    t.is(ProgressCodec.decode({ status })._tag, 'Left')
  })

test('a Progress is never failed, and a completed one has its texts', (t) => {
  t.false(ProgressCodec.is({ status: 'failed' }))
  t.false(ProgressCodec.is({ status: 'completed', clean_description: null, thinking: 'a' }))
  t.false(ProgressCodec.is({ status: 'completed', thinking: 'a' }))
  t.false(ProgressCodec.is({ status: 'completed', clean_description: 'a', thinking: 7 }))
})

test('a result without thinking has an empty one', (t) => {
  for (const thinking of [undefined, null])
    t.deepEqual(ProgressCodec.decode({ status: 'completed', clean_description: 'a', thinking }), {
      _tag: 'Right',
      right: { status: 'completed', clean_description: 'a', thinking: '' },
    })
})

test('a request with an unknown field is refused', (t) => {
  const request = { agent: 7, metric_description: 'a', eval_type: 'enum', evaltype: 'enum' }
  t.false(CleanDescriptionRequestCodec.is(request))
})

test('a request needs a whole number and one of four types', (t) => {
  const valid = { agent: 7, metric_description: 'a', eval_type: 'enum' }
  for (const wrong of [
    { agent: 1.5 },
    { agent: '7' },
    { agent: NaN },
    { agent: 0 },
    { eval_type: 'bool' },
    { metric_description: null },
  ])
    t.false(CleanDescriptionRequestCodec.is({ ...valid, ...wrong }))
})
