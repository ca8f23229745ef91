import { inspect } from 'node:util'
import vm from 'node:vm'
import test from 'ava'
import { causeOf } from '../../lib/safety/cause.js'
import { createSecrets } from '../../lib/safety/secrets.js'

const KEY = 'sk-secret-0123456789'
const conceal = createSecrets().add([KEY])

/** Everything that a person or a logger may see. */
const prints = (u: unknown): string => {
  const { message, stack, cause } = u as Error
  const parts = [
    message,
    stack,
    cause,
    String(u),
    (u as Error).valueOf() as unknown as string,
    JSON.stringify(u),
  ]
  return [...parts, inspect(u, { depth: Infinity, showHidden: true, getters: true })].join('\n')
}

class Refused extends Error {
  #header = KEY
  protected get header(): string {
    return this.#header
  }
}

const custom = (symbol: string) => {
  const name = Symbol.for(symbol)
  return class extends Refused {
    [name](): string {
      return this.header
    }
  }
}

for (const [how, thrown] of Object.entries<unknown>({
  'a DOMException': new DOMException(`bad ${KEY}`),
  'a getter of the class': new (class extends Refused {
    override get message() {
      return `refused ${this.header}`
    }
  })(),
  'a request of the class': new (class extends Refused {
    get request() {
      return { headers: [this.header] }
    }
  })(),
  'a field of the prototype': new (
    Object.assign(class extends Error {}.prototype, { KEY }).constructor as new () => Error
  )(),
  'a cause of the class': new (class extends Refused {
    override get cause() {
      return new DOMException(this.header)
    }
  })(),
  'a proxy over its traps': new Proxy(Object.assign(new Error(KEY), { KEY }), {
    get: () => undefined,
    ownKeys: () => [],
  }),
  'a proxy in a field': Object.assign(new Error('x'), {
    field: new Proxy({ KEY }, { get: () => 'nothing', ownKeys: () => [] }),
  }),
  toJSON: new (class extends Refused {
    toJSON() {
      return { header: this.header }
    }
  })(),
  toString: new (class extends Refused {
    override toString() {
      return this.header
    }
  })(),
  valueOf: new (class extends Refused {
    override valueOf() {
      return this.header
    }
  })(),
  'Symbol.toPrimitive': new (class extends Refused {
    [Symbol.toPrimitive]() {
      return this.header
    }
  })(),
  'Symbol.toStringTag': new (class extends Refused {
    get [Symbol.toStringTag]() {
      return this.header
    }
  })(),
  "Node's inspector": new (custom('nodejs.util.inspect.custom'))(),
  "Deno's inspector": new (custom('Deno.customInspect'))(),
  'the name of the class': new { [KEY]: class extends Error {} }[KEY](),
  'the description of a symbol': Object.assign(new Error('x'), { tag: Symbol(KEY) }),
  'a symbol as name': Object.assign(new Error('x'), { [Symbol(KEY)]: 1 }),
  'a number': Object.assign(new Error('x'), { list: [[new AggregateError([new Error(KEY)])]] }),
  'another realm': vm.runInNewContext('new TypeError(KEY)', { KEY }) as unknown,
  'an object of another realm': vm.runInNewContext('Object.assign(new Error("x"), { a: { KEY } })', {
    KEY,
  }) as unknown,
  'an instance of a class': Object.assign(new Error('x'), {
    request: new Request('https://a', { headers: { KEY } }),
  }),
  'a Map': new Map([[KEY, 1]]),
}))
  test(`a secret is not kept: ${how}`, (t) => {
    const cause = causeOf(conceal, thrown)
    t.true(cause instanceof Error)
    t.false(prints(cause).includes(KEY), prints(cause))
  })

class Coded extends Error {
  readonly code = 'E_CODE'
  get isRetryable(): boolean {
    return this.code.length > 0
  }
  retry(): string {
    return 'again'
  }
}

for (const [how, thrown] of Object.entries<unknown>({
  'a class': new Coded('x'),
  'a DOMException': new DOMException('aborted', 'AbortError'),
  'an error with causes': new TypeError('fetch failed', { cause: new AggregateError([new Coded('x')]) }),
  'another realm': vm.runInNewContext('new RangeError("x")') as unknown,
  'an object without a prototype': Object.assign(Object.create(null) as object, { message: 'x' }),
  'a getter that throws': new (class extends Error {
    get request(): never {
      throw new Error('gone')
    }
  })(),
  'a symbol': Symbol('x'),
  'a big number': 7n,
}))
  test(`an error without a secret is kept: ${how}`, (t) => {
    t.is(causeOf(conceal, thrown), thrown)
  })

test("the message of another realm's error is kept, but not the error", (t) => {
  const thrown: unknown = vm.runInNewContext('new RangeError("refused " + KEY)', { KEY })
  t.like(causeOf(conceal, thrown), { message: 'refused [secret]' })
})

const { proxy, revoke } = Proxy.revocable({}, {})
revoke()

for (const [how, thrown, message] of [
  ['a revoked proxy', proxy, 'object'],
  [
    'a message that throws',
    new (class extends Refused {
      override get message(): never {
        throw new Error(this.header)
      }
      secret = KEY
    })(),
    'unreadable',
  ],
  [
    'a message without words',
    Object.assign(new Error(), { message: Object.create(null) as object, KEY }),
    'unreadable',
  ],
  ['a symbol as message', Object.assign(new Error(), { message: Symbol('s'), KEY }), 'Symbol(s)'],
] as const)
  test(`any error can be copied: ${how}`, (t) => {
    t.is((causeOf(conceal, thrown) as Error).message, message)
  })

test('parts that an error shares are looked through once', (t) => {
  // Its JSON would have 2^40 parts.
  const shared = Array.from({ length: 40 }).reduce((part) => [part, part], 'x')
  for (const part of [shared, Array.from({ length: 40 }).reduce((part) => ({ a: part, b: part }), 'x')]) {
    const thrown = Object.assign(new Error('x'), { part })
    t.is(causeOf(conceal, thrown), thrown)
  }
})

test('a secret in the text of a list is not kept', (t) => {
  class List extends Array<string> {
    override toString(): string {
      return KEY
    }
  }
  t.is(String(causeOf(conceal, Object.assign(new Error('x'), { list: new List() }))), 'Error: x')
  t.false(String(causeOf(conceal, new List())).includes(KEY))
})
