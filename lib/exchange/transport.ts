import type { Observable } from 'rxjs'

/** One request, ready to send. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Decoded bytes worth reading of the reply's body. */
  readonly maxBodyBytes: number
}

/** What came back. */
export interface HttpReply {
  /** 0 for a redirect that a browser hides. */
  readonly status: number
  readonly headers?: { get(name: string): string | null } | Readonly<Record<string, string>>
  readonly body: string
  /** Why `body` is not all of it: over `maxBodyBytes`, or not UTF-8. */
  readonly unreadable?: string
}

/**
 * Makes one exchange: emits the reply, whatever its status, and completes; errors when there is none.
 * Unsubscribing aborts it. It must not follow redirects.
 */
export type Transport = (request: HttpRequest) => Observable<HttpReply>
