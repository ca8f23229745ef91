import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
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

test.serial('bytes are counted in UTF-8', (t) => {
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

test.serial('a body of 100,000 one-byte chunks is joined without keeping them', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const refs: WeakRef<Uint8Array>[] = []
  let kept = -1
  let left = 100_000
  const read = async () => {
    if (left-- === 0) {
      await new Promise(setImmediate)
      collect()
      kept = refs.filter((ref) => ref.deref()).length
      return { done: true, value: undefined }
    }
    const value = Uint8Array.of(97 + (left % 26))
    if (left % 1000 === 500) refs.push(new WeakRef(value))
    return { done: false, value }
  }
  const response = { body: { getReader: () => ({ read }) }, text: () => Promise.resolve('') }
  const { body } = await readBody(response, 100_000)
  t.is(
    body,
    Array.from({ length: 100_000 }, (_, n) => String.fromCharCode(97 + ((99_999 - n) % 26))).join(''),
  )
  t.is(refs.length, 100)
  t.is(kept, 0)
})
