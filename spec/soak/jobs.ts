/** What a job of the soak's server does, a letter a request, and what its observers must see of it. */
export interface Job {
  readonly id: string
  /** The statuses, and then how it ends. */
  readonly seen: string
}

const limit = 2
const statuses: Readonly<Record<string, string>> = { q: 'queued', p: 'processing', c: 'completed' }
const endings: Readonly<Record<string, string>> = { f: 'JobFailed', 4: 'Http', h: 'Decode' }
/** A service out of order, a connection reset, garbage, a body cut off. */
const transient: Readonly<Record<string, string>> = {
  5: 'Http',
  x: 'Network',
  g: 'Network',
  b: 'Network',
}

/** Mulberry32: the same jobs from the same seed. */
const random = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

const predicted = (script: string): string => {
  const seen: string[] = []
  let failures = 0
  for (let n = 0; ; n++) {
    const letter = script[Math.min(n, script.length - 1)]!
    const status = statuses[letter]
    if (status && seen.at(-1) !== status) seen.push(status)
    if (letter === 'c') return [...seen, 'complete'].join(' ')
    if (endings[letter]) return [...seen, endings[letter]].join(' ')
    failures = status ? 0 : failures + 1
    if (failures > limit) return [...seen, transient[letter]].join(' ')
  }
}

export const retry = { limit, initialDelay: 20 }

/** So many jobs, a third of whose requests meet a fault. Silence is none of them: in a crowd it cannot be told. */
export const jobs = (count: number, seed: number): readonly Job[] => {
  const chance = random(seed)
  const oneOf = (letters: string): string => letters[Math.floor(chance() * letters.length)]!
  return Array.from({ length: count }, (_, n) => {
    const length = Math.floor(chance() * 5)
    const steps = Array.from({ length }, () => (chance() < 1 / 3 ? oneOf('55xgb') : oneOf('qqp')))
    const script = steps.join('') + oneOf('cccccccf4h5x')
    return { id: `${seed}.${n}-${script}`, seen: predicted(script) }
  })
}
