/** Options of the library as a shell knows them. */
const words = new Map([
  ['apiKey', 'CEKURA_API_KEY'],
  ['baseUrl', '--base-url'],
  ['allowInsecure', '--allow-insecure'],
  ['interval', '--interval'],
  ['deadline', '--deadline'],
])
const option = new RegExp(`(?<!-)\\b(${[...words.keys()].join('|')})\\b`, 'g')

/** Returns an option's name as a shell knows it. */
export const shellWord = (name: string): string => words.get(name) ?? name

/** Returns an error's message in the words of a shell. Text of the server stays: only the advice that ends a message is changed. */
export const inShellWords = ({ message, name }: Error): string => {
  const advice = name === 'ConfigError' ? 0 : Math.max(0, message.lastIndexOf(';'))
  return message.slice(0, advice) + message.slice(advice).replace(option, shellWord)
}
