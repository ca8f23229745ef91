/** How an observation ends for its subscriber. */
export interface Outcome {
  /** For the table in ../README.md. */
  readonly words: string
  /** Fields of the last value or of the error. */
  readonly like: Readonly<Record<string, unknown>>
  /** The fetch does not notice the fault, so the request timeout ends the request. */
  readonly timesOut?: true
}

/** Outcomes of both fetches, if they differ: node-fetch, which is cross-fetch on Node, and the native one. */
export interface PerFetch {
  readonly crossFetch: Outcome
  readonly native: Outcome
}

export const completes: Outcome = { words: '`completed`', like: { status: 'completed' } }

export const network = (code: string): Outcome => ({
  words: `\`NetworkError\` ${code}`,
  like: { _tag: 'Network', code },
})

export const timeout: Outcome = { ...network('ETIMEDOUT'), timesOut: true }

/** node-fetch does not notice that a connection with a declared length ends, nor an unrequested upgrade. */
export const unheard = (native: string): PerFetch => ({ crossFetch: timeout, native: network(native) })

/** The fetches have codes of their own for the same fault. */
export const networkAs = (crossFetch: string, native: string): PerFetch => ({
  crossFetch: network(crossFetch),
  native: network(native),
})

export const http = (status: number, detail = '', more: object = {}): Outcome => ({
  words: '`HttpError`',
  like: { _tag: 'Http', status, detail, ...more },
})

export const decode = (...report: readonly string[]): Outcome => ({
  words: '`DecodeError`',
  like: { _tag: 'Decode', report },
})

export const jobFailed = (detail: string | undefined): Outcome => ({
  words: '`JobFailedError`',
  like: { _tag: 'JobFailed', detail },
})
