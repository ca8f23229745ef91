import test from 'ava'
import { byteLength, readBody } from '../../lib/exchange/body.js'
import { platform } from '../../lib/platform/node.js'

const mutable = platform as { TextDecoder: unknown }
const { TextDecoder } = platform

/** A response with a stream that must not be read. */
const response = (text: string) => ({
  body: { getReader: () => new ReadableStream().getReader() },
  text: () => Promise.resolve(text),
})

class CannotBeStrict extends TextDecoder {
  constructor(label?: string, options?: TextDecoderOptions) {
    if (options?.fatal) throw new TypeError("the 'fatal' option is unsupported")
    super(label, options)
  }
}

for (const [what, decoder] of [
  ['no TextDecoder', undefined],
  ['a TextDecoder that cannot be strict', CannotBeStrict],
] as const)
  test.serial(`without its own decoder, a runtime reads whole texts: ${what}`, async (t) => {
    t.teardown(() => (mutable.TextDecoder = TextDecoder))
    mutable.TextDecoder = decoder
    t.deepEqual(await readBody(response('\ufeff{"a":"ü"}'), 10), { body: '{"a":"ü"}' })
    t.deepEqual(await readBody(response('{"ab":"ü"}'), 10), {
      body: '{"ab":"ü"}',
      unreadable: 'more than maxBodyBytes (10)',
    })
  })

test.serial('bytes are counted as UTF-8 has them', (t) => {
  for (const text of [
    '',
    'a',
    '\x7f',
    '\x80',
    'é',
    '\u07ff',
    '\u0800',
    '€',
    '\uffff',
    '😀',
    '\ud800',
    'a\udc00b',
  ])
    t.is(byteLength(text), new TextEncoder().encode(text).length, JSON.stringify(text))
})
