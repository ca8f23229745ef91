import test from 'ava'
import { firstValueFrom, lastValueFrom, of, throwError } from 'rxjs'
import { type ClientConfig, createClient, isCekuraError, type ClientEvent } from '../../lib/index.js'

const throwing = (): never => {
  throw new Error('boo')
}
const rejecting = (thrown: unknown) => (): never => {
  throw thrown as Error
}
const { proxy, revoke } = Proxy.revocable({}, {})
revoke()

const odd: Record<string, unknown> = {
  'a symbol as message': { message: Symbol('s') },
  'a message without words': { message: Object.create(null) as object },
  'a message that throws': Object.defineProperty({}, 'message', { get: throwing }),
  'a cause that throws': Object.defineProperty(new Error('x'), 'cause', { get: throwing }),
  'a stack that throws': Object.defineProperty(new Error('any-key'), 'stack', { get: throwing }),
  'a revoked proxy': proxy,
  'a proxy that throws': new Proxy({}, { get: throwing, getPrototypeOf: throwing, ownKeys: throwing }),
  'a list of symbols as message': { message: [Symbol('x')] },
  'a symbol as code': Object.assign(new Error('x'), { code: Symbol('c') }),
  'a symbol as name': { name: Symbol('c') },
  'an error without a prototype': Object.setPrototypeOf(new Error('x'), null) as unknown,
  undefined,
  null: null,
  'a number': 5,
  'a symbol': Symbol('s'),
  'a function': () => {},
}

for (const [what, thrown] of Object.entries(odd))
  for (const [where, config] of Object.entries<ClientConfig>({
    'a fetch rejects with': { fetch: async () => Promise.resolve().then(rejecting(thrown)) },
    'a transport fails with': { transport: () => throwError(() => thrown) },
    'an option throws': {
      transport: () => of({ status: 200, body: '{"status":"queued"}' }),
      interval: rejecting(thrown),
    },
  }))
    test(`${where} ${what}`, async (t) => {
      const { progress$, events$ } = createClient({ apiKey: 'any-key', retry: false, ...config })
      const ends: ClientEvent[] = []
      events$.subscribe((event) => event.type === 'end' && ends.push(event))
      const error: unknown = await lastValueFrom(progress$('a')).catch((error: unknown) => error)
      t.true(isCekuraError(error), String(error))
      t.like(ends, { length: 1, 0: { outcome: where === 'an option throws' ? 'Config' : 'Network' } })
    })

test('start$ sends what it validated, whatever the request makes of itself later', async (t) => {
  let body: string | undefined
  const { start$ } = createClient({
    transport: (request) => {
      body = request.body
      return of({ status: 200, body: '{"progress_id":"x"}' })
    },
  })
  let asked = 0
  class Request {
    readonly metric_description = 'Greeted?'
    readonly eval_type = 'boolean'
    declare readonly agent: number
    toJSON() {
      return { id: 9 }
    }
  }
  // A getter that returns another number each time.
  const request = Object.defineProperty(new Request(), 'agent', { enumerable: true, get: () => 7 + asked++ })
  await firstValueFrom(start$(request))
  t.deepEqual(JSON.parse(body!), { agent: 7, metric_description: 'Greeted?', eval_type: 'boolean' })
})

for (const [what, request] of Object.entries({
  'a getter that throws': Object.defineProperty({}, 'agent', { enumerable: true, get: throwing }),
  'a revoked proxy': proxy,
  'nothing but text': 'agent 7',
}))
  test(`a request with ${what} is a ConfigError`, async (t) => {
    const { start$ } = createClient({ transport: () => throwError(() => new Error('sent')) })
    const error: unknown = await lastValueFrom(start$(request as never)).catch((error: unknown) => error)
    t.like(error, { _tag: 'Config', option: 'request', job: 'clean-description' })
  })
