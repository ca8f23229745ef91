import { isUtf8 } from 'node:buffer'
import { Observable } from 'rxjs'
import { request } from 'undici'

/** A transport over undici's `request`, for processes with thousands of jobs: `createClient({ transport: undiciTransport })` */
export const undiciTransport = ({ url, maxBodyBytes, ...options }) =>
  new Observable((subscriber) => {
    const abort = new AbortController()
    let isRead = false
    const exchange = async () => {
      const response = await request(url, { ...options, signal: abort.signal })
      const parts = []
      let bytes = 0
      for await (const part of response.body) {
        parts.push(part)
        bytes += part.length
        if (bytes > maxBodyBytes) break
      }
      isRead = bytes <= maxBodyBytes
      const body = Buffer.concat(parts)
      const unreadable = isRead
        ? isUtf8(body)
          ? undefined
          : 'not UTF-8'
        : `more than maxBodyBytes (${maxBodyBytes})`
      subscriber.next({
        status: response.statusCode,
        headers: response.headers,
        body: body.toString(),
        unreadable,
      })
      subscriber.complete()
    }
    exchange().catch((error) => subscriber.error(error))
    return () => isRead || abort.abort()
  })
