import test, { type ExecutionContext } from 'ava'
import * as jobs from '../../lib/jobs/index.js'
import type { Definition } from '../support/any-job.js'
import { examples } from './examples.js'
import type { Answer, Example, StartExample } from './examples/example.js'

/** The definitions of `rx-cekura/jobs` by name. */
export const definitions = Object.fromEntries(
  Object.entries(jobs).filter(([, value]) => Object.hasOwn(value, 'statuses')),
) as unknown as Readonly<Record<string, Definition>>

/** Declares a test for each job, or for those of which `select` finds the part that the test is about. */
export const each = <A>(
  title: string,
  select: (example: Example) => A | undefined,
  run: (t: ExecutionContext, job: Definition, example: Example, part: A) => unknown,
): void => {
  for (const [name, example] of Object.entries(examples)) {
    const part = select(example)
    if (name in definitions && part !== undefined)
      test(`${name}: ${title}`, (t) => run(t, definitions[name]!, example, part))
  }
}

export const itself = (example: Example): Example => example
export const start = (example: Example): StartExample | undefined => example.start
export const progressOf = (answers: readonly Answer[]) => answers.map(({ progress }) => progress)
export const without = (fields: readonly string[], request: object): object =>
  Object.fromEntries(Object.entries(request).filter(([field]) => !fields.includes(field)))
export const minimal = ({ inPath, bodies }: StartExample) => ({ ...inPath, ...bodies.minimal })

/** Answers to a job that runs to its end without a failure. */
export const successful = ({ pending, done }: Example): readonly Answer[] => [
  ...pending.slice(0, 1),
  done[0]!,
]
