/** Options of the library by their names on the command line. */
export type ShellWords = ReadonlyMap<string, string>

/** Returns the words for a command line. The key has the name of its source. */
export const shellWordsOf = (argv: readonly string[]): ShellWords =>
  new Map([
    ['apiKey', keySourceOf(argv)],
    ['baseUrl', '--base-url'],
    ['allowInsecure', '--allow-insecure'],
    ['interval', '--interval'],
    ['deadline', '--deadline'],
    // No option of the command line sets it.
    ['maxBodyBytes', "the library's maxBodyBytes"],
  ])

const keySourceOf = (argv: readonly string[]): string =>
  ['--key-file', '--key-stdin'].find((option) =>
    argv.some((argument) => argument === option || argument.startsWith(`${option}=`)),
  ) ?? 'CEKURA_API_KEY'

/** The text of an error or of its JSON. */
type ErrorText = Pick<Error, 'message'> & Partial<Pick<Error, 'name'>>

/** Returns the name of a library's option on the command line. */
export const shellWord = (words: ShellWords, name: string): string => words.get(name) ?? name

/** Returns an error's message with the option names of the command line. Text of the server stays unchanged. */
export const inShellWords = (words: ShellWords, { message, name }: ErrorText): string => {
  const option = new RegExp(`(?<!-)\\b(${[...words.keys()].join('|')})\\b`, 'g')
  const advice = name === 'ConfigError' ? 0 : Math.max(0, message.lastIndexOf(';'))
  return message.slice(0, advice) + message.slice(advice).replace(option, (found) => shellWord(words, found))
}
