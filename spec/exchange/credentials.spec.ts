import test from 'ava'
import { of, type Subscription } from 'rxjs'
import { createClient, type HttpRequest } from '../../lib/index.js'
import { ok, tagged, virtually } from '../support/virtual.js'

const answering = (config: object) => {
  const requests: HttpRequest[] = []
  const transport = (request: HttpRequest) => {
    requests.push(request)
    return of(ok({ status: 'queued' }))
  }
  return { requests, ...createClient({ transport, interval: 10, deadline: 25, ...config }) }
}

test('headers() that returns no record is a ConfigError, also after valid headers', (t) =>
  virtually(t, ({ expectObservable, flush }) => {
    let asked = 0
    const headers = () => (asked++ === 0 ? { 'x-a': 'one' } : (null as never))
    const { progress$, requests } = answering({ headers })
    expectObservable(tagged(progress$('a'))).toBe('q 9ms (e|)', { q: { status: 'queued' }, e: 'Config' })
    flush()
    t.is(requests.length, 1)
  }))

test('each request has the current headers', (t) =>
  virtually(t, ({ flush }) => {
    let asked = 0
    const headers = () => ({ 'x-a': asked++ < 2 ? 'one' : 'two' })
    const { progress$, requests } = answering({ headers })
    progress$('a').subscribe({ error: () => {} })
    flush()
    t.deepEqual(
      requests.map((request) => request.headers['x-a']),
      ['one', 'one', 'two'],
    )
  }))

test('an apiKey function that unsubscribes prevents the request', (t) =>
  virtually(t, ({ flush }) => {
    const subscriptions: Subscription[] = []
    const apiKey = () => {
      for (const subscription of subscriptions) subscription.unsubscribe()
      return 'key'
    }
    const { progress$, requests } = answering({ apiKey })
    subscriptions.push(progress$('a').subscribe())
    flush()
    t.is(requests.length, 0)
  }))
