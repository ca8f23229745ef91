import test from 'ava'
import * as t from 'io-ts'
import { count, index, list, or, orAll, orNull, record } from '../../lib/jobs/codecs.js'
import { anyOf, request } from '../../lib/jobs/request.js'

/** Returns the decoded value, or a line per fault: its path and what was expected. */
const decoded = <A>(codec: t.Type<A, unknown>, u: unknown): unknown => {
  const result = codec.decode(u)
  if (result._tag === 'Right') return result.right
  return result.left.map(({ context }) => {
    const path = context.map(({ key }) => key).filter((key) => key !== '')
    return `${path.join('.')}: ${context.at(-1)!.type.name}`
  })
}

const order = request(
  { item: t.string },
  {
    copies: t.number,
    note: orNull(t.string),
    parts: t.readonlyArray(request({ id: t.number }, { size: t.number })),
  },
  anyOf({ user: t.number }, { email: t.string }),
  anyOf({ shop: t.string, city: t.string }, { url: t.string }),
)

for (const [name, given] of [
  ['needed fields alone', { item: 'a', user: 1, url: 'b' }],
  ['an optional field', { item: 'a', user: 1, url: 'b', copies: 2 }],
  ['an optional field that may be null', { item: 'a', user: 1, url: 'b', note: null }],
  ['a nested object', { item: 'a', user: 1, url: 'b', parts: [{ id: 1 }, { id: 2, size: 3 }] }],
  ['another group of a choice', { item: 'a', email: 'c', shop: 'd', city: 'e' }],
  ['both groups of a choice', { item: 'a', user: 1, email: 'c', url: 'b' }],
] as const)
  test(`a request with ${name} is sent unchanged`, (t) => {
    t.deepEqual(decoded(order, given), given)
    t.true(order.is(given))
  })

for (const [name, given, faults] of [
  ['without a needed field', { user: 1, url: 'b' }, ['item: string']],
  [
    'with an optional field of a wrong type',
    { item: 'a', user: 1, url: 'b', copies: '2' },
    ['copies: number'],
  ],
  ['without any group of a choice', { item: 'a', url: 'b' }, ['user or email: at least one']],
  ['with half a group', { item: 'a', user: 1, shop: 'd' }, ['shop,city or url: at least one']],
  ['with a group of a wrong type, reported once', { item: 'a', user: '1', url: 'b' }, ['user: number']],
  [
    'with a misspelt field',
    { item: 'a', user: 1, url: 'b', copys: 2 },
    ['copys: one of item, copies, note, parts, user, email, shop, city, url'],
  ],
  ['with a field of every object', { item: 'a', user: 1, url: 'b', toString: 2 }, ['toString: one of']],
  [
    'with a misspelt field in a nested object',
    { item: 'a', user: 1, url: 'b', parts: [{ id: 1 }, { id: 2, sise: 3 }] },
    ['parts.1.sise: one of id, size'],
  ],
  ['that is a list', [], [': object']],
  ['that is null', null, [': object']],
] as const)
  test(`a request ${name} is refused`, (t) => {
    const found = decoded(order, given) as string[]
    t.is(found.length, 1)
    t.true(found[0]!.startsWith(faults[0]), found[0])
    t.false(order.is(given))
  })

test('an undefined field counts as absent', (t) => {
  const given = { item: 'a', user: 1, url: 'b', copies: undefined }
  t.deepEqual(decoded(order, given), { item: 'a', user: 1, url: 'b' })
})

for (const [name, codec, given, expected] of [
  ['count', count, 0, 0],
  ['count', count, 12, 12],
  ['count', count, '12', 12],
  ['count', count, '00', 0],
  ['count', count, '', [': whole number']],
  ['count', count, '-1', [': whole number']],
  ['count', count, '1.5', [': whole number']],
  ['count', count, ' 1', [': whole number']],
  ['count', count, '9007199254740993', [': whole number']],
  ['count', count, -1, [': whole number']],
  ['count', count, 1.5, [': whole number']],
  ['count', count, null, [': whole number']],
  ['index', index, 0, 0],
  ['index', index, '0', [': whole number']],
  ['index', index, -1, [': whole number']],
  ['count or null', orNull(count), undefined, null],
  ['count or null', orNull(count), 'many', [': whole number']],
  ['count or 0', or(count, 0), null, 0],
  ['count or 0', or(count, 0), '7', 7],
  ['list of counts', list(count), undefined, []],
  ['list of counts', list(count), ['7'], [7]],
  ['list of counts', list(count), {}, [': ReadonlyArray<whole number>']],
  ['record', record, null, {}],
  ['record', record, { a: 1 }, { a: 1 }],
  ['record', record, [], [': UnknownRecord']],
  ['list or all', orAll(t.readonlyArray(t.number)), 'all', 'all'],
  ['list or all', orAll(t.readonlyArray(t.number)), [1], [1]],
  ['list or all', orAll(t.readonlyArray(t.number)), 'some', [': ReadonlyArray<number> | "all"']],
] as const)
  test(`${name}: ${JSON.stringify(given)} decodes to ${JSON.stringify(expected)}`, (t) => {
    t.deepEqual(decoded(codec as t.Type<unknown, unknown>, given), expected)
  })
