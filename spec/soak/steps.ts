import type { Answer, Failure } from '../jobs/examples/example.js'

/** The server's action for one request, and its meaning for an observer. */
export interface Step {
  readonly played: Reply | Break
  /** Milliseconds until the action. */
  readonly delay: number
  readonly meaning: Meaning
}

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** A broken connection: reset, not HTTP, or closed within a body. */
export type Break = 'reset' | 'garbage' | 'cut'

export type Meaning =
  | { readonly type: 'started' }
  | { readonly type: 'pending' | 'done'; readonly progress: object }
  /** A good answer that is equal to the one before. */
  | { readonly type: 'same' }
  | ({ readonly type: 'failed' } & Failure)
  | ({ readonly type: 'fault' } & Fault)

/** A fault, and the error that it ends with if it is not retried. */
export interface Fault {
  readonly error: 'Http' | 'Network' | 'Decode'
  /** True if a poll is retried. */
  readonly isTransient?: boolean
  /** True if a start is retried, too. */
  readonly isHarmless?: boolean
}

const step = (played: Step['played'], meaning: Meaning): Step => ({ played, delay: 0, meaning })
const json = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) })
const html = (status: number): Reply => ({ status, body: '<!doctype html><title>Deploying</title>' })
const retryAfter = (status: number): Reply => ({ status, headers: { 'retry-after': '1' }, body: '' })
const fault = (played: Step['played'], is: Fault): Step => step(played, { type: 'fault', ...is })

export const started = (body: object): Step => step(json(body), { type: 'started' })
export const pending = ({ body, progress }: Answer): Step => step(json(body), { type: 'pending', progress })
export const done = ({ body, progress }: Answer): Step => step(json(body), { type: 'done', progress })
export const same = ({ body }: Answer): Step => step(json(body), { type: 'same' })
export const failed = (failure: Failure): Step => step(json(failure.body), { type: 'failed', ...failure })
export const broken = (body: object): Step => fault(json(body), { error: 'Decode' })

/** Faults that a poll survives, unless too many follow each other. */
export const transient: readonly Step[] = [
  fault(json({ detail: 'Out of order.' }, 500), { error: 'Http', isTransient: true }),
  fault(html(502), { error: 'Http', isTransient: true }),
  fault(html(200), { error: 'Decode', isTransient: true }),
  fault('reset', { error: 'Network', isTransient: true }),
  fault('garbage', { error: 'Network', isTransient: true }),
  fault('cut', { error: 'Network', isTransient: true }),
  fault(retryAfter(503), { error: 'Http', isTransient: true, isHarmless: true }),
  fault(retryAfter(429), { error: 'Http', isTransient: true, isHarmless: true }),
]

/** Faults that end an observation at once. */
export const final: readonly Step[] = [
  fault(json({ detail: 'Not found.' }, 404), { error: 'Http' }),
  fault(json({ detail: 'Invalid API key.' }, 401), { error: 'Http' }),
  fault({ status: 200, body: '{"status":' }, { error: 'Decode' }),
  fault(json(['status']), { error: 'Decode' }),
]
