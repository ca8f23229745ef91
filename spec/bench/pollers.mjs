import { createHttpPoller } from '@azure/core-lro'
import { environmentManager, QueryClient, QueryObserver } from '@tanstack/query-core'
import rxPolling from 'rx-polling'
import {
  BehaviorSubject,
  defer,
  distinctUntilKeyChanged,
  finalize,
  from,
  map,
  repeat,
  ReplaySubject,
  retry,
  share,
  switchMap,
  takeUntil,
  takeWhile,
  throwError,
  timeout,
  timer,
} from 'rxjs'
import { createClient, ProgressCodec } from '../../dist/cjs/index.js'

/*
 * The compared pollers. Each is made once, with a fetch, a base URL and an interval: ms, or a function that returns
 * ms. The result is a function that polls an id and returns a function to stop. It calls `done` when the job is
 * completed.
 */

const headers = { accept: 'application/json', 'x-cekura-api-key': 'key' }
const path = '/test_framework/v1/metrics/generate_clean_description_progress/?progress_id='
const ignore = () => {}
const isPending = ({ status }) => status !== 'completed'
const ms = ({ interval }) => (typeof interval === 'function' ? interval() : interval)
const asker =
  ({ fetch, baseUrl }) =>
  (id) =>
    fetch(baseUrl + path + id, { headers }).then((response) => response.json())

/** The least that polls: no abort, decoding, retry or deadline. */
const bareLoop = (options) => {
  const ask = asker(options)
  return (id, done) => {
    let pause
    const loop = () =>
      void ask(id).then((job) => {
        if (isPending(job)) pause = setTimeout(loop, ms(options))
        else done()
      })
    loop()
    return () => globalThis.clearTimeout(pause)
  }
}

/** The usual recipe, in the form whose next tick does not cancel a slow response. */
const recipe = (options) => {
  const ask = asker(options)
  return (id, done) => {
    let asked = 0
    const subscription = defer(() => timer(asked++ ? ms(options) : 0))
      .pipe(
        switchMap(() => ask(id)),
        repeat(),
        takeWhile(isPending, true),
        distinctUntilKeyChanged('status'),
      )
      .subscribe({ complete: done })
    return () => subscription.unsubscribe()
  }
}

/**
 * The recipe with abort, request timeout, io-ts decoding, retries with backoff, deadline and a loop shared by all
 * subscribers. It has no pause, no hold after a 429, no cap on a body and no errors of its own.
 */
const recipeWithFeatures = (options) => {
  const { fetch, baseUrl } = options
  const ask = (id) =>
    defer(() => {
      const abort = new globalThis.AbortController()
      const { signal } = abort
      return from(
        fetch(baseUrl + path + id, { headers, signal }).then((response) => {
          if (!response.ok) throw new Error(`HTTP ${response.status}`)
          return response.json()
        }),
      ).pipe(finalize(() => abort.abort()))
    }).pipe(
      timeout({ first: 30_000 }),
      map((json) => {
        const decoded = ProgressCodec.decode(json)
        if (decoded._tag === 'Left') throw new Error('not the contract')
        return decoded.right
      }),
      retry({ count: 5, delay: (_, failures) => timer(Math.random() * 500 * 2 ** failures) }),
    )
  const progress$ = (id) => {
    let asked = 0
    const deadline$ = timer(900_000).pipe(switchMap(() => throwError(() => new Error('deadline'))))
    return defer(() => timer(asked++ ? ms(options) : 0)).pipe(
      switchMap(() => ask(id)),
      repeat(),
      takeWhile(isPending, true),
      distinctUntilKeyChanged('status'),
      takeUntil(deadline$),
      share({ connector: () => new ReplaySubject(1) }),
    )
  }
  return (id, done) => {
    const subscription = progress$(id).subscribe({ complete: done })
    return () => subscription.unsubscribe()
  }
}

const client = (options) => {
  const { progress$ } = createClient({ apiKey: 'key', ...options })
  return (id, done) => {
    const subscription = progress$(id).subscribe({ complete: done })
    return () => subscription.unsubscribe()
  }
}

/** All options in use: functions for key and headers, `active$`, a schedule function, events with a subscriber. */
const clientWithAllOptions = (options) => {
  const { progress$, events$ } = createClient({
    ...options,
    apiKey: () => 'key',
    headers: () => ({ 'x-request-source': 'bench' }),
    active$: new BehaviorSubject(true),
    interval: () => ms(options),
    retry: { limit: 5, isTransient: () => true },
  })
  events$.subscribe()
  return (id, done) => {
    const subscription = progress$(id).subscribe({ complete: done })
    return () => subscription.unsubscribe()
  }
}

/** rx-polling expects a browser: it needs a document that takes listeners. */
const rxPollingLoop = (options) => {
  globalThis.document ??= { hidden: false, addEventListener: ignore, removeEventListener: ignore }
  const ask = asker(options)
  return (id, done) => {
    const subscription = rxPolling
      .default(
        defer(() => ask(id)),
        { interval: ms(options), backgroundPolling: true },
      )
      .pipe(takeWhile(isPending, true), distinctUntilKeyChanged('status'))
      .subscribe({ complete: done })
    return () => subscription.unsubscribe()
  }
}

/** core-lro expects a start response with the address to poll, and the status `succeeded` at the end. */
const coreLro = (options) => {
  const ask = asker(options)
  return (id, done) => {
    const request = { method: 'POST', url: '/' }
    const response = (flatResponse, statusCode, answerHeaders, body) => ({
      flatResponse,
      rawResponse: { statusCode, headers: answerHeaders, request, body },
    })
    const poller = createHttpPoller(
      {
        sendInitialRequest: async () => response({}, 202, { 'operation-location': id }, {}),
        sendPollRequest: async () => {
          const job = await ask(id)
          return response(job, 200, {}, { status: isPending(job) ? 'running' : 'succeeded' })
        },
      },
      { intervalInMs: ms(options) },
    )
    const abort = new globalThis.AbortController()
    poller.pollUntilDone({ abortSignal: abort.signal }).then(done, () => {})
    return () => abort.abort()
  }
}

/** TanStack's interval runs beside the request. It does not poll on a server, unless its options deny that Node is one. */
const queryCore = (options) => {
  environmentManager.setIsServer(() => false)
  const ask = asker(options)
  const queries = new QueryClient()
  return (id, done) => {
    const observer = new QueryObserver(queries, {
      queryKey: [id],
      queryFn: () => ask(id),
      refetchInterval: ({ state }) => (state.data && !isPending(state.data) ? false : ms(options)),
      refetchIntervalInBackground: true,
      notifyOnChangeProps: ['data'],
      gcTime: 0,
    })
    const stop = observer.subscribe(({ data }) => {
      if (!data || isPending(data)) return
      stop()
      done()
    })
    return stop
  }
}

export const pollers = {
  'bare fetch loop': bareLoop,
  'RxJS recipe': recipe,
  'RxJS recipe with features': recipeWithFeatures,
  'rx-cekura': client,
  'rx-cekura, all options': clientWithAllOptions,
  'rx-polling': rxPollingLoop,
  '@azure/core-lro': coreLro,
  '@tanstack/query-core': queryCore,
}

/** Polls all ids until their jobs are done; resolves after the last. */
export const pollAll = (poll, ids) =>
  new Promise((resolve) => {
    let left = ids.length
    for (const id of ids) poll(id, () => --left || resolve())
  })
