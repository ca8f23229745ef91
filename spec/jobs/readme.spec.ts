import { readFileSync } from 'node:fs'
import test from 'ava'
import * as jobs from '../../lib/jobs/index.js'
import { jobTable } from './table.js'

const print = `node --import=tsx -p "require('./spec/jobs/table.ts').jobTable()"`

test('lib/jobs/README.md has the table of the definitions', (t) => {
  const [, shown] =
    /<!-- jobs -->\n+(.*?)\n+<!-- \/jobs -->/s.exec(readFileSync('lib/jobs/README.md', 'utf8')) ?? []
  t.is(shown, jobTable(), `it is what this prints: ${print}`)
})

test('README.md lists each job once, and has their number', (t) => {
  const readme = readFileSync('README.md', 'utf8')
  const [, section = ''] = /^## Jobs$(.*?)^## /ms.exec(readme) ?? []
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const named = rows.flatMap((row) => row.split('|')[1]!.match(/\w+/g))
  t.deepEqual(named.sort(), Object.keys(jobs).sort())
  t.true(readme.includes(`**${named.length} jobs**`))
})
