import type { Observable } from 'rxjs'

/** Argument of a {@link Transport}: one request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  /** Absolute URL. */
  readonly url: string
  /** Headers with names in lower case, including the API key. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON, absent for a GET request. */
  readonly body?: string
  /** Size limit of the reply's body, in bytes after decompression. */
  readonly maxBodyBytes: number
}

/** Value of a {@link Transport}: the reply to one request. */
export interface HttpReply {
  /** HTTP status, or 0 for a redirect that a browser hides. */
  readonly status: number
  /** A `Headers` object, or a record with names in lower case. */
  readonly headers?: { get(name: string): string | null } | Readonly<Record<string, string>>
  /** The decoded body. */
  readonly body: string
  /** The reason if `body` is incomplete: larger than `maxBodyBytes`, or not UTF-8. */
  readonly unreadable?: string
}

/**
 * Function that sends one request per subscription. Emits the reply, for any status, and completes. Errors if there is
 * no reply. Unsubscribing aborts the request. It must not follow redirects.
 */
export type Transport = (request: HttpRequest) => Observable<HttpReply>
