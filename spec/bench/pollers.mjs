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
import { createClient, ProgressCodec, schedules } from '../../dist/cjs/index.js'
import { newIds } from './jobs.mjs'

/*
 * Who is measured. Each is made once, with a fetch, a base URL and an interval in ms. What that returns polls an id
 * until the job is completed, then calls `done`; it returns what stops it.
 */

const headers = { accept: 'application/json', 'x-cekura-api-key': 'key' }
const path = '/test_framework/v1/metrics/generate_clean_description_progress/?progress_id='
const ignore = () => {}
const isPending = ({ status }) => status !== 'completed'
const asker =
  ({ fetch, baseUrl }) =>
  (id) =>
    fetch(baseUrl + path + id, { headers }).then((response) => response.json())

/** The least there is: nothing is cancelled, decoded, retried or given up. */
const bareLoop = (options) => {
  const ask = asker(options)
  return (id, done) => {
    let pause
    const loop = () =>
      void ask(id).then((job) => {
        if (isPending(job)) pause = setTimeout(loop, options.interval)
        else done()
      })
    loop()
    return () => globalThis.clearTimeout(pause)
  }
}

/** What one writes by hand, so that a slow answer is not cancelled by the next tick. */
const recipe = (options) => {
  const ask = asker(options)
  return (id, done) => {
    let asked = 0
    const subscription = defer(() => timer(asked++ ? options.interval : 0))
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
 * The recipe with what is left out of it above: aborting, a limit to a request and to all, decoding with io-ts,
 * retries with backoff, one loop for many subscribers. No pause, no throttling, no cap on a body, no error of its own.
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
    return defer(() => timer(asked++ ? options.interval : 0)).pipe(
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
  const { progress$ } = createClient({ apiKey: 'key', ...options, interval: () => options.interval })
  return (id, done) => {
    const subscription = progress$(id).subscribe({ complete: done })
    return () => subscription.unsubscribe()
  }
}

/** Every option in use: functions to ask, a signal to heed, a schedule with jitter, events to build. */
const clientWithEverything = ({ interval, ...options }) => {
  const { progress$, events$ } = createClient({
    ...options,
    apiKey: () => 'key',
    headers: () => ({ 'x-request-source': 'bench' }),
    active$: new BehaviorSubject(true),
    interval: schedules.jittered(schedules.constant(interval)),
    retry: { limit: 5, isTransient: () => true },
  })
  events$.subscribe()
  return (id, done) => {
    const subscription = progress$(id).subscribe({ complete: done })
    return () => subscription.unsubscribe()
  }
}

/** It knows only the browser; a document without listeners is the least it needs. */
const rxPollingLoop = (options) => {
  globalThis.document ??= { hidden: false, addEventListener: ignore, removeEventListener: ignore }
  const ask = asker(options)
  return (id, done) => {
    const subscription = rxPolling
      .default(
        defer(() => ask(id)),
        { interval: options.interval, backgroundPolling: true },
      )
      .pipe(takeWhile(isPending, true), distinctUntilKeyChanged('status'))
      .subscribe({ complete: done })
    return () => subscription.unsubscribe()
  }
}

/** Its service would answer the start with the address to poll, and end with `succeeded`. */
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
      { intervalInMs: options.interval },
    )
    const abort = new globalThis.AbortController()
    poller.pollUntilDone({ abortSignal: abort.signal }).then(done, () => {})
    return () => abort.abort()
  }
}

/** Its interval ticks beside the request, and it takes Node for a server that should not poll. */
const queryCore = (options) => {
  environmentManager.setIsServer(() => false)
  const ask = asker(options)
  const queries = new QueryClient()
  return (id, done) => {
    const observer = new QueryObserver(queries, {
      queryKey: [id],
      queryFn: () => ask(id),
      refetchInterval: ({ state }) => (state.data && !isPending(state.data) ? false : options.interval),
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
  'the same with features': recipeWithFeatures,
  'rx-cekura': client,
  'rx-cekura, all options': clientWithEverything,
  'rx-polling': rxPollingLoop,
  '@azure/core-lro': coreLro,
  '@tanstack/query-core': queryCore,
}

/** Polls all ids to their ends; resolves when the last is done. */
export const pollAll = (poll, ids) =>
  new Promise((resolve) => {
    let left = ids.length
    for (const id of ids) poll(id, () => --left || resolve())
  })

/** The ms that a poll takes of so many jobs at once, all of them new. */
export const timePerPoll = async (poll, jobs, polls) => {
  const started = performance.now()
  await pollAll(poll, newIds(jobs, polls))
  return (performance.now() - started) / jobs / polls
}
