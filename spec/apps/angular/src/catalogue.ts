import type { AnyJob, Phase } from 'rx-cekura'
import * as definitions from 'rx-cekura/jobs'

/** All jobs of the library, by name. Another definition needs no other change of this app. */
export const catalogue: readonly AnyJob[] = Object.values<AnyJob>(definitions).sort((a, b) =>
  a.name.localeCompare(b.name),
)

/** `agent_id` or `test-run` in words. */
export const inWords = (name: string): string => name.replace(/[_-]/g, ' ')

/** `test-run` as a title. */
export const titleOf = ({ name }: AnyJob): string => `${name[0]!.toUpperCase()}${inWords(name).slice(1)}`

/** Names of the fields of a job's reference. */
export const refNames = (job: AnyJob): readonly string[] => Object.keys(refCodecs(job))

/**
 * Reads a reference from the typed texts: a number if the definition wants one. The bare value if there is one field. A value
 * that does not fit stays as it is, because the client explains it.
 */
export const refOf = (job: AnyJob, typed: readonly string[]): unknown => {
  const names = refNames(job)
  const values = names.map((name, n) => {
    const candidates = [typed[n], Number(typed[n])]
    return candidates.find((value) => refCodecs(job)[name]?.decode(value)._tag === 'Right') ?? typed[n]
  })
  return names.length === 1 ? values[0] : Object.fromEntries(names.map((name, n) => [name, values[n]]))
}

/** Phase of a status. A word that the definition does not list is its `otherwise`. */
export const phaseOf = (job: AnyJob, status: string): Phase => {
  const statuses = job.statuses as Record<string, { readonly phase: Phase }>
  return (Object.hasOwn(statuses, status) ? statuses[status] : statuses['otherwise'])?.phase ?? 'pending'
}

type Decoders = Record<string, { decode: (u: unknown) => { _tag: string } }>
const anything: Decoders = {
  progress_id: { decode: (u) => ({ _tag: typeof u === 'string' ? 'Right' : 'Left' }) },
}
const refCodecs = (job: AnyJob): Decoders => (job.progress.ref as Decoders | undefined) ?? anything
