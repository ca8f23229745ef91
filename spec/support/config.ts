import { of } from 'rxjs'
import { type ClientConfig, type ConfigError, createClient, type HttpRequest } from '../../lib/index.js'
import { replies } from './virtual.js'

/** Returns the error of a client with unusable options. */
export const refusal = (config: unknown): ConfigError => {
  try {
    createClient(config as ClientConfig)
  } catch (error) {
    return error as ConfigError
  }
  throw new Error('createClient took it')
}

/** Resolves to the first request of a client. */
export const firstRequest = (config: ClientConfig): Promise<HttpRequest> =>
  new Promise((resolve, reject) => {
    const transport = (request: HttpRequest) => {
      resolve(request)
      return of(replies.c)
    }
    createClient({ transport, ...config })
      .progress$('a')
      .subscribe({ error: reject })
  })
