import type { Observable } from 'rxjs'
import type { cleanDescription } from '../jobs/clean-description.js'

/** What one poll of a scripted job meets. */
export type Step =
  /** An answer with this status, and likely words where it needs some. */
  | keyof typeof words
  /** An answer; `delay` is the time it takes, in ms. */
  | { readonly status: string; readonly delay?: number; readonly [field: string]: unknown }
  /** Any HTTP answer; a body that is not a string is sent as JSON. */
  | {
      readonly http: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
      readonly delay?: number
    }
  /** No answer: the connection is reset, the server hangs, what comes is not HTTP, the body is cut off. */
  | { readonly fault: Fault; readonly delay?: number }

/** How an exchange may go wrong. */
export type Fault = 'reset' | 'hang' | 'garbage' | 'cut'

/** An answer as HTTP has it. */
export type Answer = {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One exchange with the fake, whatever carries it: emits the answer, or errors with a {@link failure}. */
export type Exchange = (
  method: string,
  url: URL,
  key: string | null | undefined,
  body: string | undefined,
) => Observable<Answer>

/** A step, ready to be played. */
export type Scripted = { readonly delay: number; readonly outcome: Answer | Fault }

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

const words = {
  queued: {},
  processing: {},
  completed: {
    clean_description: 'Score whether the agent greeted the caller by name.',
    thinking: 'The draft mixed two criteria; only the greeting can be told from a transcript.',
  },
  failed: { error: 'The description could not be understood.' },
} satisfies Record<keyof (typeof cleanDescription)['statuses'], object>

/** A step as an answer or a fault. */
export const toScripted = (step: Step): Scripted => {
  if (typeof step === 'string') return { delay: 0, outcome: json(200, { status: step, ...words[step] }) }
  const { delay = 0, ...rest } = step
  if ('fault' in rest) return { delay, outcome: rest.fault as Fault }
  if (!('http' in rest))
    return { delay, outcome: json(200, { ...words[rest.status as keyof typeof words], ...rest }) }
  const {
    http,
    body = '',
    headers = {},
  } = rest as { http: number; body?: unknown; headers?: Record<string, string> }
  return {
    delay,
    outcome: typeof body === 'string' ? { status: http, body, headers } : json(http, body, headers),
  }
}

const failures: Readonly<Record<Exclude<Fault, 'hang'>, readonly [code: string, message: string]>> = {
  reset: ['ECONNRESET', 'read ECONNRESET'],
  garbage: ['HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'],
  cut: ['ERR_STREAM_PREMATURE_CLOSE', 'Premature close'],
}

/** A fault as the error that a client in memory meets. */
export const failure = (fault: Exclude<Fault, 'hang'>): Error & { readonly fault: Fault } => {
  const [code, message] = failures[fault]
  return Object.assign(new Error(message), { code, fault })
}
