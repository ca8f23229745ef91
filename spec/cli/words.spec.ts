import test from 'ava'
import { inShellWords, shellWord, shellWordsOf } from '../../lib/cli/words.js'
import { ConfigError, DecodeError, HttpError } from '../../lib/index.js'

test('options have their names of the command line', (t) => {
  const words = shellWordsOf(['watch', 'a'])
  t.is(shellWord(words, 'baseUrl'), '--base-url')
  t.is(shellWord(words, 'apiKey'), 'CEKURA_API_KEY')
  t.is(shellWord(words, 'request'), 'request')
  t.is(shellWord(words, 'toString'), 'toString')
})

for (const [error, message] of [
  [new ConfigError('baseUrl: no scheme', 'baseUrl'), '--base-url: no scheme'],
  [new ConfigError('interval: x; or allowInsecure', 'interval'), '--interval: x; or --allow-insecure'],
  [new ConfigError('--deadline must have a unit', 'deadline'), '--deadline must have a unit'],
  [
    new HttpError('"baseUrl": HTTP 404 (apiKey; deadline); check the id and baseUrl', 404, ''),
    '"baseUrl": HTTP 404 (apiKey; deadline); check the id and --base-url',
  ],
  [
    new DecodeError('start: the body is more than maxBodyBytes; raise maxBodyBytes', [], []),
    "start: the body is more than maxBodyBytes; raise the library's maxBodyBytes",
  ],
  [new Error('the result cannot be written: EIO'), 'the result cannot be written: EIO'],
] as const)
  test(`a message has the names of the command line: ${error.message}`, (t) => {
    t.is(inShellWords(shellWordsOf([]), error), message)
  })

for (const [argv, source] of [
  [['watch', 'a', '--key-file', 'k'], '--key-file'],
  [['watch', 'a', '--key-file=k'], '--key-file'],
  [['watch', 'a', '--key-stdin'], '--key-stdin'],
  [['watch', 'a', '--key-files'], 'CEKURA_API_KEY'],
] as const)
  test(`the key is named after its source: ${argv.join(' ')}`, (t) => {
    t.is(shellWord(shellWordsOf(argv), 'apiKey'), source)
  })
