import { asyncScheduler, from, isObservable, Observable, Subscriber, switchMap } from 'rxjs'
import { callOption, optionError } from '../safety/guard.js'
import {
  functionRule,
  observableRule,
  option,
  type Options,
  positiveRule,
  type Rule,
} from '../safety/rules.js'
import { type Credentials, credentials, type CredentialsOptions } from './credentials.js'
import { type Auth, toHttpError, toNetworkError } from './http-errors.js'
import { isBug } from './lost.js'
import { isCekuraError } from '../model/errors.js'
import { ownOf } from '../model/record.js'
import type { Conceal } from '../safety/secrets.js'
import type { Topic } from '../safety/text.js'
import type { HttpReply, HttpRequest, Transport } from './transport.js'

/** A request to the API, its subject for messages, and the decoder of its reply. */
interface ApiRequest<A> {
  readonly topic: Topic
  readonly method: HttpRequest['method']
  readonly url: string
  readonly body?: string
  /** Decodes a reply. Throws the error of the exchange for an invalid one. */
  readonly decode: (reply: ApiReply) => A
}

/** A 2xx reply, not yet decoded. */
export interface ApiReply {
  readonly topic: Topic
  readonly body: string
  readonly unreadable: string | undefined
  readonly headers: HttpReply['headers']
  readonly conceal: Conceal
}

export interface ExchangeOptions extends CredentialsOptions {
  readonly transport: Transport
  readonly maxBodyBytes: number
}

/** Options of an exchange. `config.ts` sets the default transport, because it depends on the option `fetch`. */
export const exchangeOptions: Options<{
  readonly transport: Transport | undefined
  readonly requestTimeout: number
  readonly maxBodyBytes: number
}> = {
  transport: functionRule,
  requestTimeout: /* @__PURE__ */ option(positiveRule, 30_000),
  maxBodyBytes: /* @__PURE__ */ option(positiveRule, 1_048_576),
}

/**
 * Sends one request per subscription, emits the decoded reply and completes. Errors with:
 * - `HttpError` for a status outside 2xx
 * - `NetworkError` if there is no reply within `requestTimeout`
 * - `DecodeError` for an invalid body
 * - `ConfigError` if an option's function fails
 */
export type Exchange = <A>(request: ApiRequest<A>) => Observable<A>

// One Observable instead of seven operators, because it is subscribed to for each poll.
export const createExchange = (options: ExchangeOptions): Exchange => {
  const { transport, requestTimeout, maxBodyBytes } = options
  const supply = credentials(options)
  const call = (http: HttpRequest) => from(transport(http))

  const send = <A>(
    request: ApiRequest<A>,
    { headers, auth, conceal }: Credentials,
    subscriber: Subscriber<A>,
  ) => {
    const http = toHttp(request, headers, maxBodyBytes)
    const replies = new Replies(request, auth, conceal, requestTimeout, subscriber)
    const reply$ = callOption(conceal, 'transport', observableRule, call, http)
    // A caller's function may have unsubscribed. A synchronous reply needs no timeout.
    if (!subscriber.closed) reply$.subscribe(replies)
    if (!subscriber.closed) subscriber.add(asyncScheduler.schedule(late, requestTimeout, replies))
  }

  const later =
    <A>(request: ApiRequest<A>) =>
    (credentials: Credentials) =>
      new Observable<A>((subscriber) => send(request, credentials, subscriber))

  return (request) =>
    new Observable((subscriber) => {
      const supplied = supply()
      // A caller's function may have unsubscribed.
      if (subscriber.closed) return
      if (isObservable(supplied)) supplied.pipe(switchMap(later(request))).subscribe(subscriber)
      else send(request, supplied, subscriber)
    })
}

const toHttp = (
  request: ApiRequest<unknown>,
  headers: Credentials['headers'],
  maxBodyBytes: number,
): HttpRequest => {
  const { method, url } = request
  const body = ownOf(request, 'body') as string | undefined
  return body === undefined
    ? { url, maxBodyBytes, method, headers }
    : { url, maxBodyBytes, method, headers: { ...headers, 'content-type': 'application/json' }, body }
}

/** Emits the first reply of the transport, or its failure. A class, because closures would be built for each poll. */
class Replies<A> extends Subscriber<HttpReply> {
  constructor(
    private readonly request: ApiRequest<A>,
    private readonly auth: Auth,
    private readonly conceal: Conceal,
    private readonly requestTimeout: number,
    private readonly subscriber: Subscriber<A>,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- RxJS has no other way to link a class
    super(subscriber)
  }

  override next(reply: HttpReply): void {
    const { request, auth, conceal, subscriber } = this
    if (this.closed) return
    try {
      subscriber.next(request.decode(toReply(request, auth, conceal, reply)))
      subscriber.complete()
    } catch (error) {
      subscriber.error(isCekuraError(error) ? error : optionError('definition', conceal, error))
    }
  }

  /** An aborted transport may still error. */
  override error(error: unknown): void {
    if (this.closed) return
    const { request, conceal, subscriber } = this
    subscriber.error(
      isBug(error) ? optionError('transport', conceal, error) : toNetworkError(request, conceal, error),
    )
  }

  override complete(): void {
    if (!this.closed) this.error(new Error('the transport completed without a reply'))
  }

  late(): void {
    const message = `not within requestTimeout (${this.requestTimeout} ms)`
    this.error(Object.assign(new Error(message), { code: 'ETIMEDOUT' }))
  }
}

const late = (replies?: Replies<unknown>): void => replies!.late()

const replyRule: Rule = {
  valid: (u) => {
    const { status, body, unreadable = '' } = Object(u) as Partial<HttpReply>
    return Number.isInteger(status) && typeof body === 'string' && typeof unreadable === 'string'
  },
  expected: '{ status, body }',
}

/** Checks a reply. Throws an `HttpError` for a status outside 2xx. */
const toReply = (request: ApiRequest<unknown>, auth: Auth, conceal: Conceal, given: HttpReply): ApiReply => {
  const reply = callOption(conceal, 'transport', replyRule, copyOf, given)
  const { status, headers, body, unreadable } = reply
  if (status < 200 || status > 299) throw toHttpError(request, auth, conceal, reply)
  return { topic: request.topic, headers, body, unreadable, conceal }
}

/** Reads each property once, because a getter may throw, or return something else the next time. */
const copyOf = (reply: HttpReply): HttpReply => {
  if (Object(reply) !== reply) return reply
  return {
    status: ownOf(reply, 'status'),
    headers: ownOf(reply, 'headers'),
    body: ownOf(reply, 'body'),
    unreadable: ownOf(reply, 'unreadable'),
  } as HttpReply
}
