import { parseArgs } from 'node:util'
import { excerpt } from '../safety/text.js'
import { options } from './help.js'
import { usage } from './jobs.js'
import { nearest } from './nearest.js'

/**
 * Reads the words and the options of a command line.
 *
 * @throws A {@link ConfigError} for an unknown option, a missing value, or a key as an argument.
 */
export const read = (argv: readonly string[]) => {
  if (argv.some((argument) => /^-+(x-)?(cekura-)?(api-?key|key|token|secret)(=|$)/i.test(argument)))
    throw usage(
      'an argument cannot be the API key, because process lists and shell histories show arguments; set CEKURA_API_KEY, or use --key-file PATH or --key-stdin, and replace a key that was shown',
      'apiKey',
    )
  const args = [...argv]
  // The messages of the strict mode are long, and suggest no name.
  const { tokens } = parseArgs({ args, options, strict: false, tokens: true })
  for (const token of tokens) {
    const fault = token.kind === 'option' && faultOf(token)
    if (fault) throw usage(fault, 'arguments')
  }
  return parseArgs({ args, options, allowPositionals: true })
}

interface GivenOption {
  readonly name: string
  /** The option as it was written, such as `-h`. */
  readonly rawName: string
  readonly value: string | undefined
  /** True for a value after `=`. */
  readonly inlineValue: boolean | undefined
}

const faultOf = ({ name, rawName, value, inlineValue }: GivenOption): string | undefined => {
  if (!isOption(name)) return unknownOption(name, rawName)
  const { type, shown } = options[name]
  if (type === 'boolean') return value === undefined ? undefined : `${rawName} takes no value`
  const example = `${rawName} needs a value, as in ${shown}`
  if (value === undefined) return example
  const isDashed = !inlineValue && value.startsWith('-') && value !== '-'
  return isDashed
    ? `${example}; if the value begins with a dash, write ${shown.replace(' ', '=')}`
    : undefined
}

const isOption = (name: string): name is keyof typeof options => Object.hasOwn(options, name)

const unknownOption = (name: string, rawName: string): string => {
  const problem = `unknown option ${excerpt(rawName, 60)}`
  if (!rawName.startsWith('--')) return `${problem}; write -- before an id that begins with a dash`
  const near = nearest(name, Object.keys(options))
  return near === undefined ? problem : `${problem} (did you mean --${near}?)`
}
