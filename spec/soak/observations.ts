import { examples } from '../jobs/examples.js'
import type { Body, Example } from '../jobs/examples/example.js'
import { broken, done, failed, final, pending, same, started, type Step, transient } from './steps.js'

/** One observation of a job, and the server's script for its requests. */
export interface Observation {
  /** Name of the definition in `rx-cekura/jobs`. */
  readonly name: string
  readonly ref: unknown
  /** Request of `run$`. Without it, the job is observed by `progress$`. */
  readonly request: Body | undefined
  readonly start: Script | undefined
  readonly poll: Script
  /** The subscriber leaves after this number of values. */
  readonly leavesAfter: number
}

/** Steps of the requests with one line and body. The last step stays. */
export interface Script {
  readonly line: string
  readonly body: Body | undefined
  readonly steps: readonly Step[]
}

/** Mulberry32: the same numbers from the same seed. */
const random = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

/** Makes observations of all jobs in turn: the same ones from the same seed. */
export const observations = (count: number, seed: number): readonly Observation[] => {
  const chance = random(seed)
  const oneOf = <A>(list: readonly A[]): A => list[Math.floor(chance() * list.length)]!
  const all = Object.entries(examples)

  const slowly = (step: Step): Step => (chance() < 0.05 ? { ...step, delay: 50 + chance() * 1000 } : step)
  const faults = (most: number): readonly Step[] =>
    Array.from({ length: Math.floor(chance() * (most + 1)) }, () => oneOf(transient))
  const pendingSteps = (example: Example): readonly Step[] => {
    const { otherwise, changes = [], unchanged } = example
    const emitted = [...example.pending, ...(otherwise ? [otherwise] : []), ...changes.flat()]
    if (chance() < 0.7) return [pending(oneOf(emitted))]
    const [first, second] = oneOf(unchanged)
    return [pending(first), same(second)]
  }
  const lastSteps = (example: Example): readonly Step[] => {
    const which = chance()
    if (which < 0.7) return [done(oneOf(example.done))]
    if (which < 0.85 && example.failed.length > 0) return [failed(oneOf(example.failed))]
    if (which < 0.9) return [broken(oneOf(example.broken)[0])]
    return [oneOf(which < 0.95 ? final : transient)]
  }
  const pollSteps = (example: Example): readonly Step[] => {
    const length = Math.floor(chance() * 4)
    const middle = Array.from({ length }, () => (chance() < 0.4 ? faults(2) : pendingSteps(example)))
    return [...middle.flat(), ...lastSteps(example)].map(slowly)
  }
  const startSteps = ({ start, ref }: Example, n: number): readonly Step[] => {
    const { answer, finished } = start!
    const last = finished && chance() < 0.3 ? done(finished) : started(renamed(answer.body, valuesOf(ref), n))
    return [...(chance() < 0.2 ? faults(1) : []), chance() < 0.03 ? oneOf(final) : last].map(slowly)
  }

  return Array.from({ length: count }, (_, i) => {
    const n = 1000 + i
    const [name, example] = all[i % all.length]!
    const { start, ref, poll } = example
    const sent = start && chance() < 0.5 ? requestOf(start, n) : undefined
    return {
      name,
      ref: isRecord(ref) ? renamed(ref, valuesOf(ref), n) : own(ref, n),
      request: sent && { ...sent.inPath, ...sent.body },
      start: sent && { ...sent, steps: startSteps(example, n) },
      poll: { line: lineOf(poll, valuesOf(ref), n), body: undefined, steps: pollSteps(example) },
      leavesAfter: chance() < 0.1 ? 1 : Infinity,
    }
  })
}

const isRecord = (u: unknown): u is object => typeof u === 'object'
/** A number or a text of one observation. */
const own = (value: unknown, n: number): unknown => (typeof value === 'number' ? n : String(n))
const valuesOf = (ref: unknown): readonly unknown[] => (isRecord(ref) ? Object.values(ref) : [ref])

/** Replaces some values of an example, so that no two observations have the same. */
const renamed = (fields: object, values: readonly unknown[], n: number): Body =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, values.includes(value) ? own(value, n) : value]),
  )
const lineOf = (line: string, values: readonly unknown[], n: number): string =>
  values.reduce<string>(
    (line, value) => line.replace(`/${String(value)}/`, `/${n}/`).replace(`=${String(value)}`, `=${n}`),
    line,
  )

/** Returns a full request. It differs from others by its path, otherwise by the first number or text of its body. */
const requestOf = ({ to, inPath, bodies }: NonNullable<Example['start']>, n: number) => {
  if (inPath) {
    const values = Object.values(inPath)
    return { line: lineOf(to, values, n), inPath: renamed(inPath, values, n), body: bodies.full }
  }
  const first = Object.values(bodies.full).find((value) => typeof value !== 'object')
  return { line: to, inPath: {}, body: renamed(bodies.full, [first], n) }
}
