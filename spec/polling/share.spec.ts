import { AsyncLocalStorage } from 'node:async_hooks'
import test from 'ava'
import { catchError, firstValueFrom, map, of, timer } from 'rxjs'
import { createClient, type ClientEvent } from '../../lib/index.js'
import { clientAnswering, immediately, progress, virtually } from '../support/virtual.js'

test('share: false gives each subscription its own loop', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    const { progress$, requests, events$ } = clientAnswering(immediately('qqc'), { share: false })
    const ends: ClientEvent[] = []
    events$.subscribe((event) => event.type === 'end' && ends.push(event))
    const source = progress$('a')
    expectObservable(source).toBe('           q---------(c|)', progress)
    expectObservable(source).toBe('           q---------(c|)', progress)
    expectObservable(source, '-----^--!').toBe('-----(c|)', progress)
    flush()
    t.is(requests.length, 5)
    t.is(ends.length, 3)
  })
})

test('share: false separates the tenants of one client', async (t) => {
  const tenant = new AsyncLocalStorage<string>()
  const { progress$ } = createClient({
    share: false,
    apiKey: () => `key-of-${tenant.getStore()}`,
    transport: ({ headers }) => {
      const status = headers['x-cekura-api-key'] === 'key-of-A' ? 200 : 403
      return timer(5).pipe(map(() => ({ status, body: '{"status":"queued"}' })))
    },
  })
  const ask = (who: string): Promise<unknown> =>
    tenant.run(who, () =>
      firstValueFrom(
        progress$('job-of-A').pipe(
          map(({ status }) => `${status}, in the context of ${tenant.getStore()}`),
          catchError((error: { status: number }) => of(error.status)),
        ),
      ),
    )
  t.deepEqual(await Promise.all([ask('A'), ask('B')]), ['queued, in the context of A', 403])
})
