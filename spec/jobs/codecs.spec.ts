import test from 'ava'
import fc from 'fast-check'
import * as t from 'io-ts'
import * as codecs from '../../lib/jobs/codecs.js'

const { list, oneOf, open: _open, or, orAll, orNull, ...constants } = codecs
const all: Record<string, t.Any> = {
  ...constants,
  list: list(t.string),
  oneOf: oneOf('voice', 'text'),
  or: or(t.number, -1),
  orAll: orAll(t.number),
  orNull: orNull(t.string),
}

const values = fc.oneof(
  fc.constantFrom(null, undefined, 'all', 'voice', '7', '', 0, 1, -1, [], ['a'], [3], {}),
  fc.anything(),
)

for (const [name, codec] of Object.entries(all))
  test(`${name}: what it decodes is of its type`, (t) => {
    fc.assert(
      fc.property(values, (value) => {
        const decoded = codec.decode(value)
        t.true(decoded._tag === 'Left' || codec.is(decoded.right))
      }),
    )
  })

test('a type has the value that stands for an absent one, and no other', (t) => {
  t.true(orNull(codecs.positive).is(null))
  t.false(orNull(codecs.positive).is(undefined))
  t.false(orNull(codecs.positive).is(0))
  t.true(orAll(codecs.positives).is('all'))
  t.false(orAll(codecs.positives).is('none'))
})
