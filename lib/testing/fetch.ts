import { firstValueFrom, fromEvent, map, merge, NEVER, of } from 'rxjs'
import type { FetchInit } from '../index.js'
import type { Exchange } from './exchange.js'

/** The arguments of a fetch that the fake reads. */
export interface FakeFetchInit {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: FetchInit['signal']
}

/** A response as a plain object, because not every runtime has a `Response`. */
export interface FakeResponse {
  readonly status: number
  /** True if the status is 2xx. */
  readonly ok: boolean
  readonly headers: {
    /** Returns a header by its name, in any case. */
    readonly get: (name: string) => string | null
  }
  /** Returns the body. */
  readonly text: () => Promise<string>
  /** Returns the body as JSON. */
  readonly json: () => Promise<unknown>
}

/** A fetch that sends requests to the fake in memory. Takes a string or a `URL`. */
export type FakeFetch = (
  url: string | { readonly href: string },
  init?: FakeFetchInit,
) => Promise<FakeResponse>

/** Makes a fetch without `Response`, `Headers` and `DOMException`, because some runtimes do not have them. */
export const fetchOf =
  (exchange: Exchange): FakeFetch =>
  (url, { method = 'GET', headers = {}, body, signal } = {}) => {
    const aborted$ = signal ? merge(signal.aborted ? of(0) : NEVER, fromEvent(signal, 'abort')) : NEVER
    return firstValueFrom(
      merge(
        aborted$.pipe(
          map(() => {
            throw Object.assign(new Error('This operation was aborted'), { name: 'AbortError' })
          }),
        ),
        exchange(method, new URL(typeof url === 'string' ? url : url.href), keyOf(headers), body).pipe(
          map(({ status, headers: sent, body: text }) => ({
            status,
            ok: status >= 200 && status < 300,
            headers: { get: (name: string) => valueOf(sent, name) ?? null },
            text: () => Promise.resolve(text),
            json: () => Promise.resolve(JSON.parse(text) as unknown),
          })),
        ),
      ),
    )
  }

/** Returns the API key from the headers of a request. */
export const keyOf = (headers: Readonly<Record<string, string>>): string | undefined =>
  valueOf(headers, 'x-cekura-api-key')

const valueOf = (headers: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(headers).find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1]
