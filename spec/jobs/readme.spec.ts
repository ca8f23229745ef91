import { readFileSync } from 'node:fs'
import test from 'ava'
import { jobTable } from './table.js'

const print = `node --import=tsx -p "require('./spec/jobs/table.ts').jobTable()"`

test('lib/jobs/README.md has the table of the definitions', (t) => {
  const [, shown] =
    /<!-- jobs -->\n+(.*?)\n+<!-- \/jobs -->/s.exec(readFileSync('lib/jobs/README.md', 'utf8')) ?? []
  t.is(shown, jobTable(), `it is what this prints: ${print}`)
})
