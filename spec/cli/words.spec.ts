import test from 'ava'
import { inShellWords, shellWord } from '../../lib/cli/words.js'
import { ConfigError, HttpError } from '../../lib/index.js'

test('options have their names of the command line', (t) => {
  t.is(shellWord('baseUrl'), '--base-url')
  t.is(shellWord('apiKey'), 'CEKURA_API_KEY')
  t.is(shellWord('request'), 'request')
  t.is(shellWord('toString'), 'toString')
})

for (const [error, words] of [
  [new ConfigError('baseUrl: no scheme', 'baseUrl'), '--base-url: no scheme'],
  [new ConfigError('interval: x; or allowInsecure', 'interval'), '--interval: x; or --allow-insecure'],
  [new ConfigError('--deadline must have a unit', 'deadline'), '--deadline must have a unit'],
  [
    new HttpError('"baseUrl": HTTP 404 (apiKey; deadline); check the id and baseUrl', 404, ''),
    '"baseUrl": HTTP 404 (apiKey; deadline); check the id and --base-url',
  ],
  [new Error('the result cannot be written: EIO'), 'the result cannot be written: EIO'],
] as const)
  test(`a message has the names of the command line: ${error.message}`, (t) => {
    t.is(inShellWords(error), words)
  })
