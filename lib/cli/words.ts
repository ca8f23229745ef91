/** Options of the library by their names on the command line. */
const words = new Map([
  ['apiKey', 'CEKURA_API_KEY'],
  ['baseUrl', '--base-url'],
  ['allowInsecure', '--allow-insecure'],
  ['interval', '--interval'],
  ['deadline', '--deadline'],
])
const option = new RegExp(`(?<!-)\\b(${[...words.keys()].join('|')})\\b`, 'g')

/** Returns the name of a library's option on the command line. */
export const shellWord = (name: string): string => words.get(name) ?? name

/** Returns an error's message with the option names of the command line. Text of the server stays unchanged. */
export const inShellWords = ({ message, name }: Error): string => {
  const advice = name === 'ConfigError' ? 0 : Math.max(0, message.lastIndexOf(';'))
  return message.slice(0, advice) + message.slice(advice).replace(option, shellWord)
}
