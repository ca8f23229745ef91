import { createClient, whenOnline, whenVisible } from 'rx-cekura'

/*
 * Functions of the page that the rules call. Options come as data. `fetch: 'native'` and `active$: 'visible'` name
 * values that cannot be sent to a page.
 */

const native = (url, init) => globalThis.fetch(url, init)

const clientOf = ({ fetch, active$, ...options }) =>
  createClient({
    interval: 1,
    retry: false,
    ...options,
    ...(fetch === 'native' && { fetch: native }),
    ...(active$ && { active$: active$ === 'visible' ? whenVisible() : whenOnline() }),
  })

/** Resolves to the notifications that a subscriber received, at the end. */
const hear = (source) =>
  new Promise((resolve) => {
    const heard = []
    source.subscribe({
      next: (value) => heard.push(value),
      error: (error) => resolve({ heard, error: error.toJSON() }),
      complete: () => resolve({ heard }),
    })
  })

const errors = []
globalThis.addEventListener('error', ({ message }) => errors.push(message))
globalThis.addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)))

globalThis.page = {
  /** Uncaught errors. */
  errors,
  watch: async (options, id, subscribers = 1) => {
    const { progress$ } = clientOf(options)
    const [outcome] = await Promise.all(Array.from({ length: subscribers }, () => hear(progress$(id))))
    return { ...outcome, heard: outcome.heard.map(({ status }) => status) }
  },
  generate: async (options, request) => {
    const { heard, error } = await hear(clientOf(options).run$(request))
    return { heard: heard.map(({ status }) => status), error }
  },
  /** Watches until `leave` is called. */
  begin: (options, id) => {
    const subscription = clientOf(options).progress$(id).subscribe()
    globalThis.page.leave = () => subscription.unsubscribe()
  },
}
